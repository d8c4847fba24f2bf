import { isFields, pick, pickText, unwrapped } from "./fields";
import { readAudit } from "./graph-audit";
import { readSignIn } from "./graph-sign-in";
import { type JsonFormat, MAX_NAME, rejected, skipped } from "./schema";

const SIGN_INS = new Set(["signinlogs", "noninteractiveusersigninlogs", "adfssigninlogs"]);

/** Azure Monitor diagnostic settings: the Graph object under `properties`, its log named by `category`. */
export const diagnostic: JsonFormat = {
  id: "diagnostic",
  claims: (record) =>
    pickText(record, "category") !== "" &&
    (isFields(unwrapped(pick(record, "properties"))) ||
      (pick(record, "time") !== undefined && pick(record, "operationName") !== undefined)),
  read: (record, setting) => {
    const category = pickText(record, "category");
    const kind = category.trim().toLowerCase();
    if (!SIGN_INS.has(kind) && kind !== "auditlogs")
      return skipped(`category ${category.slice(0, MAX_NAME)} is not a sign-in or audit log`);
    const properties = unwrapped(pick(record, "properties"));
    if (!isFields(properties)) return rejected("no properties");
    const time = pickText(record, "time");
    const address = pickText(record, "callerIpAddress");
    const correlationId = pickText(record, "correlationId");
    const description = pickText(record, "resultDescription");
    if (kind === "auditlogs") {
      const operation = pickText(record, "operationName");
      return readAudit(properties, setting, { operation, time, address, correlationId, description });
    }
    const code = pickText(record, "resultType");
    const country = isFields(pick(record, "location")) ? "" : pickText(record, "location");
    return readSignIn(properties, setting, {
      category,
      time,
      code,
      description,
      address,
      correlationId,
      country,
    });
  },
};
