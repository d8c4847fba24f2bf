// Writes the synthetic sample exports to public/sample/. Seeded: the same files every time.
// `node bin/make-sample.mjs [FOLDER]`. People, company and addresses are invented; addresses and network
// numbers are those set aside for documentation (RFC 5737, RFC 5398).
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const FOLDER = join(import.meta.dirname, "..", "public", "sample");
const DOMAIN = "contoso.example";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Monday 2 March 2026: a past week, so that no clock takes the sample for the future. */
const MONDAY = Date.UTC(2026, 2, 2);

/** What the files hold; the test beside them counts on it. */
export const PLACES = {
  office: { ip: "192.0.2.10", city: "Delft", country: "NL", asn: 64496 },
  gateway: { ip: "192.0.2.40", city: "Delft", country: "NL", asn: 64496 },
  scanner: { ip: "203.0.113.47", city: "Rivermouth", country: "ZZ", asn: 64499 },
  slow: { ip: "198.51.100.23", city: "Quayside", country: "ZZ", asn: 64501 },
  reset: { ip: "198.51.100.77", city: "Quayside", country: "ZZ", asn: 64501 },
};
const HOME_CITIES = ["Delft", "Leiden", "Gouda", "Breda"];

const FIRST =
  "ana bram chidi daan elif femke goran hanna ivo jana kofi lena marek nadia olga piet quinn rosa sami tessa umar vera willem xenia yara zeno".split(
    " ",
  );
const LAST =
  "adler bakker cruz dekker ekman faber greco hoekstra ivanov jansen keller lindqvist moreau novak okafor peeters reyes salo tamm visser weiss".split(
    " ",
  );

const REASON = {
  0: "Other.",
  50034: `The account does not exist in the ${DOMAIN} directory.`,
  50053: "The account is locked: sign-in was tried too many times with an incorrect user ID or password.",
  50055: "The password has expired.",
  50056: "Invalid or null password: no password is stored for this user.",
  50057: "The user account is disabled.",
  50076: "Multi-factor authentication is required by policy or because of a new location.",
  50126: "Error validating credentials due to invalid username or password.",
};

/** Mulberry32: small, seeded, good enough for invented traffic. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const random = seeded(1589);
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const hex = (digits) => Array.from({ length: digits }, () => "0123456789abcdef"[below(16)]).join("");
const guid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

/** The staff: 48 people whose accounts exist. */
const STAFF = Array.from({ length: 48 }, (_, index) => {
  const first = FIRST[index % FIRST.length];
  const last = LAST[(index * 8 + Math.floor(index / FIRST.length)) % LAST.length];
  return { name: `${first}.${last}@${DOMAIN}`, id: guid(), home: index % HOME_CITIES.length };
});
const APPS = [
  { name: "Office 365 Exchange Online", id: "00000002-0000-0ff1-ce00-000000000000" },
  { name: "Microsoft Teams", id: "1fec8e78-bce4-4aaf-ab1b-5451cc387264" },
  { name: "OfficeHome", id: "4765445b-32c6-49b0-83e6-1d93765276ca" },
];
const HR = { name: "Contoso HR portal", id: "7b0c2f4e-3a55-4d0c-9a53-0f6a1d8e2b11" };
const BROWSERS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
];
const BROWSER = "Browser";

/** One sign-in as Microsoft Graph writes it. */
function signIn({ at, name, code, place, app = APPS[0], client = BROWSER, agent = BROWSERS[0] }) {
  const person = STAFF.find((one) => one.name === name);
  return {
    id: guid(),
    createdDateTime: new Date(at).toISOString().replace("Z", `${String(below(10000)).padStart(4, "0")}Z`),
    userDisplayName: name.split("@")[0].replace(".", " "),
    userPrincipalName: name,
    userId: person?.id ?? "00000000-0000-0000-0000-000000000000",
    appId: app.id,
    appDisplayName: app.name,
    ipAddress: place.ip,
    autonomousSystemNumber: place.asn,
    clientAppUsed: client,
    userAgent: agent,
    correlationId: guid(),
    isInteractive: true,
    resourceDisplayName: app.name,
    status: { errorCode: code, failureReason: REASON[code], additionalDetails: null },
    location: { city: place.city, state: "", countryOrRegion: place.country },
    note: "synthetic sample",
  };
}

/** One step of a password reset as Microsoft Graph writes it; the person is its own actor. */
function resetStep({ at, person, place, activity, result, reason, correlation }) {
  return {
    id: `SSPR_${guid()}`,
    category: "UserManagement",
    correlationId: correlation,
    result,
    resultReason: reason,
    activityDisplayName: activity,
    activityDateTime: new Date(at).toISOString(),
    loggedByService: "Self-service Password Management",
    operationType: "Update",
    initiatedBy: {
      user: { id: person.id, userPrincipalName: person.name, ipAddress: place.ip, displayName: null },
      app: null,
    },
    targetResources: [
      {
        id: person.id,
        type: "User",
        userPrincipalName: person.name,
        displayName: null,
        modifiedProperties: [],
      },
    ],
    additionalDetails: [{ key: "note", value: "synthetic sample" }],
  };
}

/** A week in the office: sign-ins from eight to six, a few typos and prompts that end well. */
function officeWeek() {
  const rows = [];
  for (let day = 0; day < 5; day++) {
    for (const [index, person] of STAFF.entries()) {
      if (random() < 0.12) continue;
      const isHome = (index + day) % 6 === 0;
      const place = isHome
        ? { ip: `192.0.2.${130 + index}`, city: HOME_CITIES[person.home], country: "NL", asn: 64497 }
        : PLACES.office;
      const same = { name: person.name, place, agent: BROWSERS[index % BROWSERS.length] };
      const at = MONDAY + day * DAY + 7 * HOUR + below(150 * MINUTE);
      rows.push(
        ...morning(at, same),
        signIn({ ...same, at: at + 4 * HOUR + below(HOUR), code: 0, app: pick(APPS) }),
      );
    }
  }
  return rows;
}

function morning(at, same) {
  const luck = random();
  const rows = [];
  if (luck < 0.04) rows.push(signIn({ ...same, at: at - 40_000, code: 50126 }));
  else if (luck < 0.06)
    rows.push(signIn({ ...same, at: at - 50_000, code: 50034, name: same.name.replace(".", ",") }));
  else if (luck < 0.12) rows.push(signIn({ ...same, at: at - 15_000, code: 50076 }));
  return [...rows, signIn({ ...same, at, code: 0 })];
}

/** Names that a list of usual first and last names holds, in alphabetical order as such lists are read. */
function guesses(count) {
  const real = new Set(STAFF.map(({ name }) => name));
  const all = FIRST.flatMap((first) => LAST.map((last) => `${first}.${last}@${DOMAIN}`));
  const absent = all.filter((name) => !real.has(name));
  return Array.from({ length: count }, (_, index) => absent[Math.floor((index * absent.length) / count)]);
}

/** The scan: 41 minutes of one night, one client, and an hour later a sign-in with what it found. */
function scan() {
  const same = { place: PLACES.scanner, client: "Other clients", agent: "python-requests/2.32" };
  const found = STAFF.filter((_, index) => index % 2 === 0);
  const codes = [50056, 50057, 50053, 50055, 50076, 50053, 50057, 50053, 50056];
  const asked = [
    ...guesses(62).map((name) => ({ name, code: 50034 })),
    ...found.map(({ name }, index) => ({ name, code: codes[index] ?? 50126 })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const start = MONDAY + 2 * DAY + 2 * HOUR + 14 * MINUTE;
  const step = (41 * MINUTE) / asked.length;
  const rows = asked.map((ask, index) =>
    signIn({ ...same, ...ask, at: Math.floor(start + index * step + below(step * 0.8)) }),
  );
  const victim = found.at(-1)?.name;
  for (const [minute, code] of [
    [77, 50126],
    [78, 50126],
    [79, 0],
  ]) {
    rows.push(signIn({ ...same, name: victim, code, at: start + minute * MINUTE + below(MINUTE) }));
  }
  return rows;
}

/** One name an hour, day and night: under every hourly threshold, visible on the origin's own page. */
function slowProbe() {
  const names = [...guesses(34), ...STAFF.slice(8, 16).map(({ name }) => name)].sort();
  return names.map((name, index) =>
    signIn({
      name,
      place: PLACES.slow,
      agent: BROWSERS[2],
      at: MONDAY + DAY + 9 * HOUR + index * HOUR + below(6 * MINUTE),
      code: STAFF.some((one) => one.name === name) ? 50126 : 50034,
    }),
  );
}

/** The look-alike: after a change of settings the own HR portal sends every name with its domain twice. */
function brokenFederation() {
  const rows = [];
  for (const [index, person] of STAFF.slice(0, 26).entries()) {
    for (let round = 0; round < 3; round++) {
      const at = MONDAY + DAY + 6 * HOUR + round * 15 * MINUTE + index * 4000 + below(2000);
      const name = `${person.name}@${DOMAIN}`;
      rows.push(signIn({ at, name, code: 50034, place: PLACES.gateway, app: HR, agent: "HrPortal-SSO/2.3" }));
    }
  }
  return rows;
}

/** The reset probe: 18 people's reset pages looked at from one address until each is blocked. */
function resetProbe() {
  const flow = "Self-service password reset flow activity progress";
  const start = MONDAY + 3 * DAY + 14 * HOUR + 5 * MINUTE;
  return STAFF.slice(20, 38).flatMap((person, index) => {
    const at = start + index * 110_000 + below(30_000);
    const same = { person, place: PLACES.reset, correlation: guid() };
    const blocked = "User entered too many invalid SMS verification codes and is blocked for 24 hours.";
    return [
      resetStep({ ...same, at, activity: flow, result: "success", reason: "User submitted their user ID" }),
      resetStep({
        ...same,
        at: at + 1000,
        activity: flow,
        result: "success",
        reason: "User was presented with verification options",
      }),
      resetStep({
        ...same,
        at: at + 40_000,
        activity: "Reset password (self-service)",
        result: "failure",
        reason: blocked,
      }),
    ];
  });
}

/** Two colleagues who really forgot their password. */
function realResets() {
  const flow = "Self-service password reset flow activity progress";
  const steps = [
    "User submitted their user ID",
    "User was presented with verification options",
    "User completed the mobile app code verification option",
  ];
  return STAFF.slice(2, 4).flatMap((person, index) => {
    const at = MONDAY + index * DAY + 8 * HOUR + 20 * MINUTE;
    const same = { person, place: PLACES.office, correlation: guid(), result: "success" };
    const done = { activity: "Reset password (self-service)", reason: "Successfully completed reset." };
    return [
      ...steps.map((reason, step) => resetStep({ ...same, at: at + step * 20_000, activity: flow, reason })),
      resetStep({ ...same, ...done, at: at + 90_000 }),
    ];
  });
}

const lines = (rows) => `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
const byTime = (field) => (a, b) => (a[field] < b[field] ? -1 : 1);

/** Both files as text, one record a line. */
export function makeSample() {
  const signIns = [...officeWeek(), ...scan(), ...slowProbe(), ...brokenFederation()].sort(
    byTime("createdDateTime"),
  );
  const audit = [...resetProbe(), ...realResets()].sort(byTime("activityDateTime"));
  return { "synthetic-sign-ins.ndjson": lines(signIns), "synthetic-audit-logs.ndjson": lines(audit) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = process.argv[2] ?? FOLDER;
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(makeSample())) {
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
    console.log(`${name}.gz: ${text.split("\n").length - 1} records`);
  }
}
