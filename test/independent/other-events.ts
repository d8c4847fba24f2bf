import { audit, codeOf, type Found, factsOf, SKIPPED, signIn } from "./events";
import type { Cells } from "./table-events";
import { opened, words } from "./values";

const ISSUERS: Record<string, string> = { "0": "AzureAD", "1": "ADFederationServices" };

/** A row of Defender's hunting results. */
export function defenderRow(cell: Cells): Found {
  const kinds = [opened(cell("logontype"))].flat().map((kind) => words(kind).trim().toLowerCase());
  if (kinds.includes("serviceprincipal") || kinds.includes("managedidentity")) return SKIPPED;
  const isUser = kinds.includes("interactiveuser") || null;
  return signIn({
    happened: cell("timestamp"),
    ingested: "",
    isNonInteractive: false,
    event: {
      nativeId: cell("requestid").trim() || cell("reportid").trim(),
      correlationId: cell("correlationid"),
      address: cell("ipaddress"),
      name: cell("accountupn") || cell("alternatesigninname"),
      app: cell("application"),
      appId: cell("applicationid"),
      clientApp: cell("clientappused"),
      userAgent: cell("useragent"),
      protocol: cell("endpointcall"),
      code: codeOf([cell("errorcode")], []),
      country: cell("country"),
      region: cell("state"),
      city: cell("city"),
      interactive: isUser ?? (kinds.includes("noninteractiveuser") ? false : null),
      facts: factsOf({
        resource: cell("resourcedisplayname"),
        resourceId: cell("resourceid"),
        tokenIssuer: ISSUERS[cell("tokenissuertype")] ?? cell("tokenissuertype"),
        os: cell("osplatform"),
        browser: cell("browser"),
      }),
    },
  });
}

/** A row of the admin centre's audit CSV, which has no id. */
export function portalAuditRow(cell: Cells): Found {
  const isProgram = cell("actortype").trim().toLowerCase() === "application";
  const program = cell("actorserviceprincipalname") || (isProgram ? cell("actordisplayname") : "");
  const nested: Record<string, unknown> = {
    initiatedBy: { user: { ipAddress: cell("ipaddress") }, app: { displayName: program } },
    targetResources: [{ userPrincipalName: cell("target1userprincipalname") }],
    additionalDetails: [1, 2, 3, 4, 5, 6].map((n) => ({
      key: cell(`additionaldetail${n}key`),
      value: cell(`additionaldetail${n}value`),
    })),
    loggedByService: cell("service"),
    result: cell("result"),
    category: cell("category"),
    userAgent: cell("user agent"),
  };
  const parts = ["correlationid", "activity", "resultreason", "target1objectid"];
  return audit({
    record: (name) => nested[name],
    happened: cell("date (utc)"),
    ingested: "",
    operation: cell("activity"),
    activity: cell("activity"),
    description: cell("resultreason"),
    nativeId: "",
    contentOf: (at) => JSON.stringify(["portal-audit", at, ...parts.map(cell)]),
    correlationId: cell("correlationid"),
    address: "",
  });
}
