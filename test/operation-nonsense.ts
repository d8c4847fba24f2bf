/** A value that each parameter of a query must refuse. A parameter without one here fails the test. */
export const NONSENSE: Record<string, string> = {
  ...{
    limit: "0",
    cursor: "!",
    from: "yesterday",
    to: "2026-02-30T00:00:00Z",
    bucket: "year",
    import: "x",
    alert: "x",
  },
  ...{
    status: "open",
    severity: "grave",
    classification: "bad",
    suppressed: "maybe",
    sort: "x",
    order: "up",
    scope: "x",
    benign: "x",
  },
  ...{ rule: "RC", answer: "yes", vector: "phone", code: "", account: "", app: "", agent: "" },
  ...{ kind: "x", label: "=1", owner: "", expiresAt: "2026-02-30", replace: "1" },
  ...{ origin: "x".repeat(2001), filename: "", tenant: "nobody", timeZone: "Mars/Base", source: "" },
  ...{ time: "no such column", dateOrder: "year-first" },
};
