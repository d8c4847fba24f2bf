import { graphSignIn, jsonLines, uuid } from "./graph";
import { ADMIN, type Case, CLOSING, held, IP, ifMatch, LIST, NONE, PLACES, USERS } from "./operation-held";

/** One for each operation of the document. A test fails while one has none. */
export const CASES: Record<string, Case> = {
  setUp: {
    right: () => ({ body: { ...ADMIN, token: held.setUpToken } }),
    other: [
      [410, () => ({ body: { ...ADMIN, token: "wrong" } })],
      [403, () => ({ headers: { origin: "https://foreign.example" } })],
    ],
  },
  signIn: {
    right: () => ({ body: { email: ADMIN.email, password: ADMIN.password } }),
    other: [
      [401, () => ({ body: { email: ADMIN.email, password: "wrong-horse-9" } })],
      [403, () => ({ headers: { origin: "https://foreign.example" } })],
    ],
  },
  signOut: {
    right: () => ({}),
    other: [[403, () => ({ headers: { origin: "https://foreign.example" } })]],
  },
  readSession: { right: () => ({}) },
  live: { right: () => ({}) },
  ready: { right: () => ({}) },
  describe: { right: () => ({}) },
  upload: {
    scope: "ingest",
    right: () => ({ query: { filename: "more.json" }, body: jsonLines([graphSignIn(uuid(900))]) }),
    other: [
      [415, () => ({ headers: { "content-type": "multipart/form-data; boundary=x" } })],
      [413, () => ({ headers: { "content-length": String(2 ** 49) } })],
      [422, () => ({ headers: { "content-length": "5" } })],
      [400, () => ({ body: "" })],
      [400, () => ({ query: {} })],
    ],
  },
  listImports: { scope: "read", right: () => ({ query: { limit: "1" } }) },
  readImport: { scope: "read", right: () => ({ params: { id: held.import } }), missing: NONE },
  readRejects: {
    scope: "read",
    right: () => ({ params: { id: held.import } }),
    missing: NONE,
    other: [[410, () => ({ params: { id: held.broken } })]],
  },
  cancelImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.queued } }),
    missing: NONE,
    other: [[409, () => ({ params: { id: held.import } })]],
  },
  retryImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.failed } }),
    missing: NONE,
    other: [
      [409, () => ({ params: { id: held.import } })],
      [410, () => ({ params: { id: held.unkept } })],
    ],
  },
  replayImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.again }, body: { timeZone: "Europe/Berlin", dateOrder: null } }),
    missing: NONE,
    other: [
      [400, () => ({ body: { timeZone: "Mars/Base" } })],
      [400, () => ({ body: { dateOrder: "year-first" } })],
      [409, () => ({ params: { id: held.arriving } })],
      [410, () => ({ params: { id: held.unkept } })],
    ],
  },
  removeImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.unwanted } }),
    missing: NONE,
    other: [[409, () => ({ params: { id: held.arriving } })]],
  },
  previewRemoval: { scope: "read", right: () => ({ params: { id: held.import } }), missing: NONE },
  listAlerts: { scope: "read", right: () => ({ query: { origin: IP, suppressed: "false", sort: "names" } }) },
  readAlert: {
    scope: "read",
    right: () => ({ params: { id: held.alert } }),
    missing: NONE,
    other: [[308, () => ({ params: { id: held.merged } })]],
  },
  ruleAlert: {
    scope: "triage",
    right: () => ({ params: { id: held.alert }, headers: ifMatch(held.version), body: CLOSING }),
    missing: NONE,
    other: [
      [409, () => ({ headers: ifMatch(9999) })],
      [422, () => ({ body: { status: "closed", classification: "false-positive" } })],
      [428, () => ({ headers: {} })],
      [428, () => ({ headers: { "if-match": "*" } })],
      [400, () => ({ body: { status: "shut" } })],
    ],
  },
  ruleAlerts: {
    scope: "triage",
    right: () => ({ body: { ids: [held.alert, "99999999"], comment: "seen" } }),
    other: [
      [400, () => ({ body: { ids: [] } })],
      [400, () => ({ body: { ids: Array.from({ length: 1001 }, (_, id) => String(id)) } })],
    ],
  },
  readAlertNames: {
    scope: "read",
    right: () => ({ params: { id: held.alert }, query: { limit: "3" } }),
    missing: NONE,
  },
  readAlertFacets: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  readGuide: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  tickStep: {
    scope: "triage",
    right: () => ({ params: { id: held.alert }, body: { step: "source", state: "done", note: "ours" } }),
    missing: NONE,
    other: [
      [400, () => ({ params: { id: held.alert }, body: { step: "nobody-knows", state: "done" } })],
      [400, () => ({ params: { id: held.alert }, body: { step: "learned", state: "open" } })],
      [409, () => ({ params: { id: held.merged } })],
      [409, () => ({ params: { id: held.alert }, body: { step: "source", state: "open", seen: "7777777" } })],
    ],
  },
  readHunts: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  listPorts: { scope: "read", right: () => ({ params: { id: "RC-01" } }), missing: { id: "RC-99" } },
  readPort: {
    scope: "read",
    right: () => ({ params: { id: "RC-01", format: "sentinel" } }),
    missing: { id: "RC-99" },
    other: [
      [200, () => ({ params: { id: "RC-02", format: "splunk" } })],
      [404, () => ({ params: { id: "RC-01", format: "cobol" } })],
    ],
  },
  readAlertHistory: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  listDetections: { scope: "read", right: () => ({ query: { origin: `::ffff:${IP}` } }) },
  readDetection: { scope: "read", right: () => ({ params: { id: held.detection } }), missing: NONE },
  readDetectionNames: { scope: "read", right: () => ({ params: { id: held.detection } }), missing: NONE },
  listRules: { scope: "read", right: () => ({}) },
  readRule: { scope: "read", right: () => ({ params: { id: "RC-01" } }), missing: { id: "RC-99" } },
  setRule: {
    scope: "triage",
    right: () => ({
      params: { id: "RC-05" },
      headers: ifMatch(0),
      body: { thresholds: { dayNames: 20 }, reason: "a test" },
    }),
    missing: { id: "RC-99" },
    other: [
      [409, () => ({ headers: ifMatch(99) })],
      [428, () => ({ headers: {} })],
      [400, () => ({ body: { thresholds: { unheardOf: 1 }, reason: "a test" } })],
      [400, () => ({ body: { thresholds: { dayNames: 20 }, reason: " " } })],
    ],
  },
  reevaluateRule: {
    scope: "triage",
    right: () => ({ params: { id: "RC-02" }, body: { from: "2026-03-03T10:15:00Z" } }),
    missing: { id: "RC-99" },
    other: [
      [400, () => ({ body: { from: "2026-03-04T00:00:00Z", to: "2026-03-03T00:00:00Z" } })],
      [400, () => ({ body: { since: "2026-03-04T00:00:00Z" } })],
    ],
  },
  listReevaluations: {
    scope: "read",
    right: () => ({ params: { id: "RC-02" }, query: { limit: "1" } }),
    missing: { id: "RC-99" },
  },
  readReevaluation: {
    scope: "read",
    right: () => ({ params: { id: "RC-01", reevaluation: held.reevaluation } }),
    missing: { id: "RC-01", reevaluation: "99999999" },
    // It is another rule's.
    other: [[404, () => ({ params: { id: "RC-02", reevaluation: held.reevaluation } })]],
  },
  readAlertChoice: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  readAlertManner: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  readAlertVisibility: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  readAlertSources: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  readAlertUses: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  readVisibility: { scope: "read", right: () => ({}) },
  readWhereabouts: {
    scope: "read",
    right: () => ({ params: { origin: IP }, query: { from: "2026-03-03T00:00:00Z" } }),
    missing: { origin: "192.0.2.99" },
    other: [[400, () => ({ query: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } })]],
  },
  listNetworks: { scope: "read", right: () => ({ query: { kind: "tor", limit: "1" } }) },
  saveNetwork: {
    scope: "admin",
    right: () => ({ body: { network: `${IP}/32`, kind: "hosting", label: "Hosting", owner: "SOC" } }),
    other: [
      [409, () => ({ body: { network: "203.0.113.1", kind: "vpn", label: "VPN", owner: "SOC" } })],
      [400, () => ({ body: { network: "10.0.0.1/8", kind: "vpn", label: "VPN", owner: "SOC" } })],
      [400, () => ({ body: { network: "10.0.0.0/8", kind: "vpn", label: "=1", owner: "SOC" } })],
    ],
  },
  removeNetwork: { scope: "admin", right: () => ({ params: { id: held.network } }), missing: NONE },
  importNetworks: {
    scope: "admin",
    right: () => ({ query: LIST, body: "203.0.113.1\nrubbish\nAS64496 # one" }),
    other: [
      [400, () => ({ body: "# nothing" })],
      [413, () => ({ body: "# x\n".repeat(4 * 1024 * 1024 + 1) })],
    ],
  },
  exportNetworks: { scope: "read", right: () => ({}) },
  listPlaceDatabases: { scope: "read", right: () => ({}) },
  addPlaceDatabase: {
    scope: "admin",
    right: () => ({ query: { filename: "places.mmdb" }, body: PLACES }),
    other: [
      [400, () => ({ body: "hello" })],
      [413, () => ({ headers: { "content-length": String(2 ** 40) } })],
    ],
  },
  removePlaceDatabase: { scope: "admin", right: () => ({ params: { id: held.places } }), missing: NONE },
  readOrigin: { scope: "read", right: () => ({ params: { origin: IP } }), missing: { origin: "192.0.2.99" } },
  readTimeline: {
    scope: "read",
    right: () => ({ params: { origin: IP }, query: { bucket: "minute" } }),
    missing: { origin: "192.0.2.99" },
    other: [
      [
        400,
        () => ({ query: { bucket: "minute", from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" } }),
      ],
      [400, () => ({ query: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } })],
    ],
  },
  readAccount: {
    scope: "read",
    right: () => ({ params: { account: "User1@contoso.example" } }),
    missing: { account: "nobody" },
  },
  readExposure: {
    scope: "read",
    right: () => ({ query: { alert: held.alert, answer: "hint,exists", benign: "true", limit: "2" } }),
    other: [
      [404, () => ({ query: { alert: "99999999" } })],
      [400, () => ({ query: { answer: "absent" } })],
      [400, () => ({ query: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } })],
    ],
  },
  exportExposureCsv: {
    scope: "read",
    right: () => ({ query: { alert: held.alert } }),
    other: [[404, () => ({ query: { alert: "99999999" } })]],
  },
  searchEvents: {
    scope: "read",
    right: () => ({ query: { origin: `${IP}/24`, answer: "absent,exists", limit: "2" } }),
    other: [[400, () => ({ query: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } })]],
  },
  readEventFacets: { scope: "read", right: () => ({ query: { agent: "AGENT" } }) },
  exportEventsCsv: { scope: "read", right: () => ({ query: { origin: IP } }) },
  exportEventsLines: { scope: "read", right: () => ({ query: { origin: IP } }) },
  readEvent: { scope: "read", right: () => ({ params: { id: held.event } }), missing: NONE },
  readOriginal: {
    scope: "read",
    right: () => ({ params: { id: held.event } }),
    missing: NONE,
    other: [[410, () => ({ params: { id: held.lost } })]],
  },
  uploadDirectory: {
    scope: "ingest",
    right: () => ({ query: { filename: "users.csv", tenant: "fabrikam" }, body: USERS }),
    other: [
      [415, () => ({ headers: { "content-type": "multipart/form-data; boundary=x" } })],
      [415, () => ({ body: "a,b\n1,2\n" })],
      [413, () => ({ headers: { "content-length": String(2 ** 49) } })],
      [422, () => ({ headers: { "content-length": "5" } })],
      [400, () => ({ body: "" })],
      [400, () => ({ query: {} })],
    ],
  },
  listDirectories: { scope: "read", right: () => ({ query: { tenant: "default" } }) },
  readDirectoryRejects: {
    scope: "read",
    right: () => ({}),
    other: [[404, () => ({ query: { tenant: "bare" } })]],
  },
  removeDirectory: {
    scope: "ingest",
    right: () => ({ query: { tenant: "fabrikam" } }),
    other: [[404, () => ({ query: { tenant: "bare" } })]],
  },
};
