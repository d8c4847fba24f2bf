import { isFields, pickAnyCase, text, unwrapped } from "./fields";
import { readAudit } from "./graph-audit";
import { readSignIn } from "./graph-sign-in";
import { type Fields, type JsonFormat, MAX_NAME, rejected, skipped } from "./schema";

const SIGN_INS = new Set(["signinlogs", "noninteractiveusersigninlogs", "adfssigninlogs"]);

/** The keys around `properties` come in any case, after what has handled the record before. */
const outer = (record: Fields, name: string): string => text(pickAnyCase(record, name));

/** A Graph sign-in without any wrapping: most records of most files, so they are let through before keys are searched. */
const isBare = (record: Fields): boolean =>
  Object.hasOwn(record, "createdDateTime") && !Object.hasOwn(record, "properties");

/** Azure Monitor diagnostic settings: the Graph object under `properties`, its log named by `category`. */
export const diagnostic: JsonFormat = {
  id: "diagnostic",
  claims: (record) =>
    !isBare(record) &&
    outer(record, "category") !== "" &&
    (isFields(unwrapped(pickAnyCase(record, "properties"))) ||
      (pickAnyCase(record, "time") !== undefined && pickAnyCase(record, "operationName") !== undefined)),
  read: (record, setting) => {
    const category = outer(record, "category");
    const kind = category.trim().toLowerCase();
    if (!SIGN_INS.has(kind) && kind !== "auditlogs")
      return skipped(`category ${category.slice(0, MAX_NAME)} is not a sign-in or audit log`);
    const properties = unwrapped(pickAnyCase(record, "properties"));
    if (!isFields(properties)) return rejected("no properties");
    const time = outer(record, "time");
    const address = outer(record, "callerIpAddress");
    const correlationId = outer(record, "correlationId");
    const description = outer(record, "resultDescription");
    if (kind === "auditlogs") {
      const operation = outer(record, "operationName");
      return readAudit(properties, setting, { operation, time, address, correlationId, description });
    }
    const code = outer(record, "resultType");
    const country = isFields(pickAnyCase(record, "location")) ? "" : outer(record, "location");
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
