import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

const ROW: Record<string, string> = {
  "Fecha (UTC)": "2026-03-03T10:15:30Z",
  "Id. de usuario": "00000000-0000-0000-0000-000000000000",
  Usuario: "Ana Ejemplo",
  "Nombre de usuario": "ana@contoso.example",
  "Tipo de usuario": "Member",
  "Dirección IP": "203.0.113.7",
  Ubicación: "Madrid, Madrid, ES",
  Estado: "Error",
  "Código de error de inicio de sesión": "50034",
  "Motivo del error": "La cuenta no existe.",
  Aplicación: "Azure Portal",
  Recurso: "Graph",
  "Aplicación cliente": "Browser",
  Explorador: "Edge 90",
  "Sistema operativo": "Windows 10",
  "Id. de correlación": "c-1",
  "Número de sistema autónomo": "64496",
  "Requisito de autenticación": "singleFactorAuthentication",
  "Protocolo de autenticación": "ropc",
};
const fileOf = (names: string[], ...rows: Record<string, string>[]) =>
  csv(
    names,
    rows.map((part) => names.map((name) => ({ ...ROW, ...part })[name] ?? "")),
  );
const NAMES = Object.keys(ROW);

test("columns named in Spanish are the portal's own: the username is the account, not the person's name", async () => {
  const { recognised, rows, notes } = await readWhole(write(fileOf(NAMES, {})));
  expect(recognised).toMatchObject({ format: "portal-sign-in", assumesZone: false });
  expect(notes.join(" ")).toContain("no ids of its rows");
  expect(eventsOf(rows)).toMatchObject([
    {
      name: "ana@contoso.example",
      address: "203.0.113.7",
      app: "Azure Portal",
      code: "50034",
      description: "La cuenta no existe.",
      correlationId: "c-1",
      clientApp: "Browser",
      country: "ES",
      city: "Madrid",
      asn: "64496",
      qualifier: "ropc",
      facts: { resource: "Graph", userType: "Member", os: "Windows 10", browser: "Edge 90" },
    },
  ]);
});

test("dates have the day first where nothing says otherwise, and the receipt says why", async () => {
  const rows = [{ "Fecha (UTC)": "4/3/2026 10:15:30" }];
  const { recognised, rows: read, notes } = await readWhole(write(fileOf(NAMES, ...rows)));
  expect(recognised.dateDecision).toEqual({ order: "day-first", why: "language" });
  expect(notes.join(" ")).toContain("day/month/year, as the language of the column names has it");
  expect(eventsOf(read)[0]?.atMicros).toBe(BigInt(Date.UTC(2026, 2, 4, 10, 15, 30)) * 1000n);
});

test("a part above 12 still decides, and so does the analyst", async () => {
  const american = fileOf(
    NAMES,
    { "Fecha (UTC)": "3/14/2026 10:15:30" },
    { "Fecha (UTC)": "4/3/2026 10:15:30" },
  );
  expect((await readWhole(write(american))).recognised.dateOrder).toBe("month-first");
  const open = write(fileOf(NAMES, { "Fecha (UTC)": "4/3/2026 10:15:30" }));
  const { rows } = await readWhole(open, { dateOrder: "month-first" });
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2026, 3, 3, 10, 15, 30)) * 1000n);
});

test("without a code the Spanish word for success is one, and no other word is", async () => {
  const names = NAMES.filter((name) => !name.startsWith("Código"));
  const { rows } = await readWhole(
    write(fileOf(names, { Estado: "Correcto" }, { Estado: "Error" }, { Estado: "?" })),
  );
  expect(eventsOf(rows).map(({ code }) => code)).toEqual(["0", "", ""]);
});

test("semicolons, the line that names them, and Windows-1252: what a Spanish Excel makes of it", async () => {
  const text = `sep=;\r\n${fileOf(NAMES, { Usuario: "José" }).replaceAll('","', '";"')}\r\n`;
  const { recognised, rows } = await readWhole(write(Buffer.from(text, "latin1")));
  expect(recognised).toMatchObject({ encoding: "windows-1252", delimiter: ";", format: "portal-sign-in" });
  expect(receipt(rows)).toEqual({ "entra-signin": 1 });
});

test("the audit log's columns are known too, and it is said where the reasons are not", async () => {
  const names = [
    "Fecha (UTC)",
    "Servicio",
    "Categoría",
    "Actividad",
    "Resultado",
    "Objetivo1NombrePrincipalDeUsuario",
  ];
  const values = {
    Servicio: "Self-service Password Management",
    Categoría: "UserManagement",
    Actividad: "Reset password (self-service)",
    Resultado: "failure",
    Objetivo1NombrePrincipalDeUsuario: "ana@contoso.example",
  };
  const { rows, recognised, notes } = await readWhole(write(fileOf(names, values)));
  expect(recognised.format).toBe("portal-audit");
  expect(notes.join(" ")).toContain("reason of a result");
  expect(eventsOf(rows)).toMatchObject([{ vector: "sspr", name: "ana@contoso.example" }]);
});
