import { CODES } from "@/lib/event/codes";
import { detached } from "./fields";

/**
 * A status of Windows in the one form that the code table has: lower-case hex without leading zeros, unsigned 32 bits.
 * Logs write `0xC000006D`, `0x00000006`, `3221225581` and `-1073741715` for the same kind of number. What is no number
 * stays as it is, in small letters: such a code is unknown and is counted as that. "" where there is none.
 */
export function windowsCode(text: string): string {
  let known = codes.get(text);
  if (known === undefined) {
    known = readCode(text);
    if (codes.size >= REMEMBERED) codes.clear();
    codes.set(detached(text), known);
  }
  return known;
}

/** A log holds few statuses, and big integers are slow. */
const REMEMBERED = 5000;
const codes = new Map<string, string>();

function readCode(text: string): string {
  const bare = text.trim().toLowerCase();
  if (bare === "" || bare === "-") return "";
  if (!/^(0x[0-9a-f]{1,16}|-?\d{1,19})$/.test(bare)) return bare;
  return `0x${BigInt.asUintN(32, BigInt(bare)).toString(16)}`;
}

/** Codes of a failed logon that mean something in Status, whatever SubStatus adds. */
const STATUS_DECIDES = new Set(
  CODES.filter(({ source, qualifier }) => source === "4625" && qualifier === "status").map(
    ({ code }) => code,
  ),
);

/**
 * What a failed logon (4625) says: usually SubStatus, since Status is the general word "logon failure". Where
 * SubStatus is zero or missing, or where the status alone carries the meaning, it is Status.
 */
export function logonFailure(status: string, subStatus: string): { code: string; qualifier: string } {
  const isSaid = subStatus !== "" && subStatus !== "0x0";
  if (isSaid && !STATUS_DECIDES.has(status)) return { code: subStatus, qualifier: "substatus" };
  return { code: status, qualifier: status === "" ? "" : "status" };
}

/** Codes of a ticket request (4768) that mean different things with and without pre-authentication. */
const ASKS_PREAUTH = new Set(
  CODES.filter(({ source, qualifier }) => source === "4768" && qualifier !== "").map(({ code }) => code),
);

/** `preauth=2` where the code needs it; libraries write the type as `2`, `0x2` or `0x00000002`. */
export function preAuthQualifier(code: string, type: string): string {
  const number = windowsCode(type);
  return ASKS_PREAUTH.has(code) && /^0x[0-9a-f]+$/.test(number) ? `preauth=${Number(number)}` : "";
}

/** Failure reasons that the log keeps as the number of a message. */
const REASONS: Record<string, string> = {
  "%%2304": "error during logon",
  "%%2305": "account expired",
  "%%2306": "NetLogon not running",
  "%%2307": "account locked out",
  "%%2308": "logon type not granted here",
  "%%2309": "password expired",
  "%%2310": "account disabled",
  "%%2311": "outside of the logon hours",
  "%%2312": "not allowed on this computer",
  "%%2313": "unknown user name or wrong password",
};

/** The log's own words for a failure; of a message number what it stands for, of an unknown one nothing. */
export function failureReason(text: string): string {
  const bare = text.trim();
  if (bare === "-") return "";
  return bare.startsWith("%%") ? (REASONS[bare] ?? "") : bare;
}
