import type { Agent, App, Origin } from "./tenant";

/** One sign-in as the generator means it; the forms write it down, the truth counts it. */
export type SignIn = {
  kind: "sign-in";
  /** Microseconds since 1970, and the tenth of a microsecond that Graph also writes. */
  micros: number;
  tick: number;
  id: string;
  correlation: string;
  session: string;
  name: string;
  display: string;
  userId: string;
  origin: Origin;
  app: App;
  resource: App;
  clientApp: string;
  agent: Agent;
  protocol: string;
  device: string;
  code: number;
  /** The log's words, where they are not the code's usual ones. */
  reason?: string;
  interactive: boolean;
  isMfa: boolean;
  isAttack: boolean;
  milliseconds: number;
};

/** One step of a password reset, as the directory's audit log tells it. */
export type ResetStep = {
  kind: "reset-step";
  micros: number;
  tick: number;
  id: string;
  correlation: string;
  name: string;
  userId: string;
  address: string;
  activity: string;
  reason: string;
  /** How the step ended by the log's own word; "failure" where nothing is said. */
  result?: "success" | "failure";
};

/** A row of the directory's audit log about an account: who came and who went. */
export type DirectoryStep = {
  kind: "directory-step";
  micros: number;
  tick: number;
  id: string;
  correlation: string;
  name: string;
  userId: string;
  activity: "Add user" | "Delete user";
  /** The program that did it. */
  by: string;
};

export type AuditStep = ResetStep | DirectoryStep;

export type Logged = SignIn | ResetStep;

const REASONS: Record<number, string> = {
  0: "Other.",
  50020: "User account from identity provider does not exist in tenant and cannot access the application.",
  50034:
    "The user account {EmailHidden} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.",
  50053:
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  50055: "The password is expired.",
  50056: "Invalid or null password: password does not exist in the directory for this user.",
  50057: "The user account is disabled.",
  50058: "Session information is not sufficient for single-sign-on.",
  50072:
    "Due to a configuration change made by your administrator, you must enroll in multi-factor authentication to access the resource.",
  50074: "Strong Authentication is required.",
  50076:
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
  50126: "Error validating credentials due to invalid username or password.",
  50140: 'This error occurred due to "Keep me signed in" interrupt when the user was signing-in.',
  500011: "The resource principal named was not found in the tenant.",
  500121: "Authentication failed during strong authentication request.",
  53003:
    "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
  65001: "The user or administrator has not consented to use the application.",
  700016: "Application with identifier was not found in the directory.",
};

/** What everyday people fail with; the common ones stand more often. */
export const EVERYDAY_CODES = [
  50126, 50126, 50126, 50126, 50126, 50074, 50076, 50076, 50140, 50140, 53003, 500121, 50057, 65001, 700016,
  50053, 50055, 50056, 50034,
];

export function reasonOf(code: number): string {
  const reason = REASONS[code];
  if (reason === undefined) throw new Error(`No reason is written for ${code}.`);
  return reason;
}

/** What the log says of a row. */
export const saidOf = ({ code, reason }: Pick<SignIn, "code" | "reason">): string => reason ?? reasonOf(code);

const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
const HOUR_MICROS = 3_600_000_000;
let hourOf = -1;
let hourText = "";

/** `2025-03-01T09:` of the hour, kept from call to call: rows come by the hour. */
function hourPrefix(micros: number): string {
  const hour = Math.floor(micros / HOUR_MICROS);
  if (hour !== hourOf) {
    hourOf = hour;
    hourText = new Date(hour * 3_600_000).toISOString().slice(0, 14);
  }
  return hourText;
}

/** `2025-03-01T09:10:11`, cut and never rounded. */
export function secondsText(micros: number): string {
  const seconds = Math.floor((micros % HOUR_MICROS) / 1_000_000);
  return `${hourPrefix(micros)}${TWO[Math.floor(seconds / 60)]}:${TWO[seconds % 60]}`;
}

/** As Graph beta writes it: seven digits. */
export function graphTime({ micros, tick }: Pick<Logged, "micros" | "tick">): string {
  return `${secondsText(micros)}.${String(micros % 1_000_000).padStart(6, "0")}${tick}Z`;
}
