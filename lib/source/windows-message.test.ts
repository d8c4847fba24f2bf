import { expect, test } from "vitest";
import {
  failedLogon,
  lockedOut,
  logon,
  otherCredentials,
  preAuthFailed,
  ticketAsked,
  validated,
} from "@/test/windows-messages";
import { LABEL_TWICE, messageFields, renderedEvent, UNREADABLE_MESSAGE } from "./windows-message";

const SETTING = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;
const EVENT = {
  provider: "Microsoft-Windows-Security-Auditing",
  channel: "Security",
  computer: "DC01.contoso.local",
  recordId: "77",
  time: "2026-03-03T10:15:30Z",
};
const read = (eventId: string, message: string, part: Partial<typeof EVENT> = {}) =>
  renderedEvent({ ...EVENT, ...part, eventId }, message, SETTING);

/** What each event tells, by reading its message as a person would. */
const TOLD: [string, string, object][] = [
  [
    "4625",
    failedLogon(),
    { name: "CONTOSO\\ana", address: "203.0.113.7", code: "0xc0000064", qualifier: "substatus" },
  ],
  ["4624", logon(), { name: "CONTOSO\\ana", address: "203.0.113.7", code: "0x0", protocol: "kerberos" }],
  ["4768", ticketAsked(), { name: "CONTOSO.LOCAL\\ana", address: "203.0.113.7", code: "0x6" }],
  ["4771", preAuthFailed(), { name: "CONTOSO\\ana", address: "203.0.113.7", code: "0x18" }],
  ["4776", validated(), { name: "ana", address: "workstation:kali", code: "0xc0000064" }],
  ["4740", lockedOut(), { name: "CONTOSO\\ana", vector: "windows-context" }],
  ["4648", otherCredentials(), { name: "CONTOSO\\ana", address: "203.0.113.7", vector: "windows-context" }],
];

test.each(TOLD)(
  "the message of %s tells account, source and code, whichever account asked",
  (id, message, told) => {
    expect(read(id, message)).toMatchObject({ ok: true, event: told });
    // Unix line breaks, as a search result has them, say the same.
    expect(read(id, message.replaceAll("\r\n", "\n"))).toEqual(read(id, message));
  },
);

test("of two lines Account Name the one below the account that failed counts", () => {
  const fields = messageFields(failedLogon({ user: "ana" })) as Map<string, string>;
  expect(fields.get("SubjectUserName")).toBe("SRV01$");
  expect(fields.get("TargetUserName")).toBe("ana");
});

test("a value keeps the blank at its end, and an empty one is empty", () => {
  const fields = messageFields(failedLogon({ user: "" })) as Map<string, string>;
  expect(fields.get("LogonProcessName")).toBe("NtLmSsp ");
  expect(fields.get("TargetUserName")).toBe("");
});

/** The labels are Windows' own in each language; German has a colon too many, French a blank before each. */
const GERMAN = [
  "Fehler beim Anmelden eines Kontos.",
  "",
  "Antragsteller:",
  "\tSicherheits-ID:\t\tNULL SID",
  "\tKontoname:\t\t-",
  "\tKontodomäne:\t\t-",
  "\tAnmelde-ID:\t\t0x0",
  "",
  "Anmeldetyp:\t\t\t3",
  "",
  "Konto, für das die Anmeldung fehlgeschlagen ist:",
  "\tSicherheits-ID:\t\tNULL SID",
  "\tKontoname:\t\tjürgen",
  "\tKontodomäne:\t\tCONTOSO",
  "",
  "Fehlerinformationen:",
  "\tFehlerursache:\t\tUnbekannter Benutzername oder ungültiges Kennwort.",
  "\tStatus:\t\t\t0xC000006D",
  "\tUnterstatus::\t\t0xC0000064",
  "",
  "Prozessinformationen:",
  "\tAufrufprozess-ID:\t0x0",
  "\tAufrufprozessname:\t-",
  "",
  "Netzwerkinformationen:",
  "\tArbeitsstationsname:\tKALI",
  "\tQuellnetzwerkadresse:\t203.0.113.7",
  "\tQuellport:\t\t51234",
].join("\r\n");
const FRENCH = [
  "Échec d’ouverture de session d’un compte.",
  "",
  "Sujet :",
  "\tID de sécurité :\t\tSystème",
  "\tNom du compte :\t\tSRV01$",
  "\tDomaine du compte :\t\tCONTOSO",
  "",
  "Type d’ouverture de session :\t\t\t3",
  "",
  "Compte pour lequel l’ouverture de session a échoué :",
  "\tID de sécurité :\t\tNULL SID",
  "\tNom du compte :\t\tfrédéric",
  "\tDomaine du compte :\t\tCONTOSO",
  "",
  "Informations sur l’échec :",
  "\tRaison de l’échec :\t\tNom d’utilisateur inconnu ou mot de passe incorrect.",
  "\tÉtat :\t\t\t0xC000006D",
  "\tSous-état :\t\t0xC0000064",
  "",
  "Informations sur le réseau :",
  "\tNom de la station de travail :\tKALI",
  "\tAdresse du réseau source :\t203.0.113.7",
  "\tPort source :\t\t51234",
].join("\r\n");
const SPANISH = [
  "Error de una cuenta al iniciar sesión.",
  "",
  "Firmante:",
  "\tId. de seguridad:\t\tNULL SID",
  "\tNombre de cuenta:\t\t-",
  "\tDominio de cuenta:\t\t-",
  "",
  "Tipo de inicio de sesión:\t\t\t3",
  "",
  "Cuenta con error de inicio de sesión:",
  "\tId. de seguridad:\t\tNULL SID",
  "\tNombre de cuenta:\t\tjosé",
  "\tDominio de cuenta:\t\tCONTOSO",
  "",
  "Información de error:",
  "\tEstado:\t\t\t0xC000006D",
  "\tSubestado:\t\t0xC0000064",
  "",
  "Información de red:",
  "\tNombre de estación de trabajo:\tKALI",
  "\tDirección de red de origen:\t203.0.113.7",
  "\tPuerto de origen:\t\t51234",
].join("\r\n");

test.each([
  ["German", GERMAN, "CONTOSO\\jürgen"],
  ["French", FRENCH, "CONTOSO\\frédéric"],
  ["Spanish", SPANISH, "CONTOSO\\josé"],
])("a failed logon in %s tells the same", (_language, message, name) => {
  expect(read("4625", message)).toMatchObject({
    ok: true,
    event: { name, address: "203.0.113.7", code: "0xc0000064", qualifier: "substatus" },
  });
});

test("another language, a cut message and a summary of one line are rejected, never guessed at", () => {
  const italian = FRENCH.replace("Nom du compte", "Nome account").replace("Sous-état", "Sottostato");
  const rejected = { ok: false, as: "rejected", reason: UNREADABLE_MESSAGE };
  expect(read("4625", italian)).toEqual(rejected);
  expect(read("4625", failedLogon().split("Network Information")[0] ?? "")).toEqual(rejected);
  expect(read("4625", "An account failed to log on....")).toEqual(rejected);
  expect(read("4625", "")).toEqual(rejected);
});

test("a name with line breaks that says a label again cannot change the code: its row is rejected", () => {
  const typed = failedLogon({ user: "ana\r\n\tStatus:\t\t0x0" });
  expect(read("4625", typed)).toEqual({ ok: false, as: "rejected", reason: LABEL_TWICE });
});

test("events of no interest and of other logs are skipped whatever language they are in", () => {
  expect(read("4688", "Ein neuer Prozess wurde erstellt.")).toEqual({
    ok: false,
    as: "skipped",
    reason: "event 4688 is no sign-in",
  });
  const application = { channel: "Application", provider: "EventSystem" };
  const told = read("4625", "The EventSystem sub system is suppressing duplicate entries.", application);
  expect(told).toEqual({ ok: false, as: "skipped", reason: "event 4625 of Application is no sign-in" });
});

test("an export without channel and provider is known by its message", () => {
  const nameless = { channel: "", provider: "" };
  expect(read("4625", failedLogon(), nameless)).toMatchObject({ ok: true, event: { code: "0xc0000064" } });
  expect(read("4625", "The EventSystem sub system …", nameless)).toMatchObject({ as: "rejected" });
});
