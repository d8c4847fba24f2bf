import { expect, test } from "vitest";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { failedLogon, logon, preAuthFailed } from "@/test/windows-messages";

const write = logFolder();

const HEADER = "Keywords,Date and Time,Source,Event ID,Task Category";
const SOURCE = "Microsoft-Windows-Security-Auditing";
const row = (time: string, id: string, message: string, source = SOURCE) =>
  `Audit Failure,${time},${source},${id},Logon,"${message.replaceAll('"', '""')}"`;

test("five names and six cells: the unnamed one is the message, and that is nothing to tell of", async () => {
  const text = [
    HEADER,
    row("6/25/2021 5:33:09 PM", "4625", failedLogon({ user: 'o"hara' })),
    row("6/25/2021 5:33:10 PM", "4624", logon()),
    row("6/25/2021 5:33:10 PM", "4688", "A new process has been created."),
  ].join("\r\n");
  const { rows, recognised, notes } = await readWhole(write(text));
  expect(recognised).toMatchObject({
    format: "event-viewer",
    assumesZone: true,
    dateDecision: { order: "month-first", why: "a part above 12" },
  });
  expect(notes.join(" ")).not.toContain("more or fewer cells");
  expect(receipt(rows)).toEqual({ "windows-logon": 2, "skipped: event 4688 is no sign-in": 1 });
  expect(rows[0]).toMatchObject({
    event: {
      name: 'CONTOSO\\o"hara',
      nativeId: "",
      atMicros: BigInt(Date.UTC(2021, 5, 25, 17, 33, 9)) * 1000n,
    },
  });
});

test("a header that begins with Level, and dates with the day first", async () => {
  const text = [
    HEADER.replace("Keywords", "Level"),
    row("19-07-2026 09:58:57", "4771", preAuthFailed()).replace("Audit Failure", "Information"),
  ].join("\r\n");
  const { rows, recognised } = await readWhole(write(text), { timeZone: "Asia/Kathmandu" });
  expect(recognised).toMatchObject({ format: "event-viewer", dateOrder: "day-first" });
  // Kathmandu is 5:45 ahead.
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2026, 6, 19, 4, 13, 57)) * 1000n);
});

test("tabs between the cells, as Event Viewer saves text", async () => {
  const text = [HEADER, row("6/25/2021 5:33:09 PM", "4625", failedLogon())]
    .map((line) => line.replace(/^([^"]*)/, (cells) => cells.replaceAll(",", "\t")))
    .join("\r\n");
  const { rows, recognised } = await readWhole(write(text));
  expect(recognised).toMatchObject({ format: "event-viewer", delimiter: "\t" });
  expect(receipt(rows)).toEqual({ "windows-logon": 1 });
});

test("columns named in German, French and Spanish are found", async () => {
  const headers = [
    "Schlüsselwörter,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie",
    "Mots clés,Date et heure,Source,ID de l’événement,Catégorie de la tâche",
    "Palabras clave,Fecha y hora,Origen,Id. del evento,Categoría de la tarea",
  ];
  for (const header of headers) {
    const text = [header, row("25.06.2021 17:33:09", "4625", failedLogon())].join("\r\n");
    expect(receipt((await readWhole(write(text))).rows)).toEqual({ "windows-logon": 1 });
  }
});

test("attempts of one second differ by their port; the same row twice does not", async () => {
  const at = "6/25/2021 5:33:09 PM";
  const text = [HEADER, ...["1", "2", "2"].map((port) => row(at, "4625", failedLogon({ port })))].join(
    "\r\n",
  );
  const ids = eventsOf((await readWhole(write(text))).rows).map(({ contentId }) => contentId);
  expect(new Set(ids).size).toBe(2);
  expect(ids[1]).toBe(ids[2]);
});

test("an event of the Application log is skipped, though its number is one of ours", async () => {
  const text = [
    HEADER,
    row("6/25/2021 5:33:09 PM", "4625", "The EventSystem sub system …", "EventSystem"),
  ].join("\r\n");
  expect(receipt((await readWhole(write(text))).rows)).toEqual({
    "skipped: event 4625 of EventSystem is no sign-in": 1,
  });
});
