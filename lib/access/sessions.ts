import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { type Store, store } from "@/lib/db";
import { log } from "@/lib/log";
import { PEER_HEADER } from "./peer";
import { PASSWORD_LENGTH } from "./schema";
import { publicUrl, trustedOrigins } from "./trusted-origin";

const DAY_SECONDS = 86_400;

function engine({ db }: Store, secret: string) {
  const isHttps = publicUrl().startsWith("https:");
  return betterAuth({
    appName: "Rollcall",
    secret,
    baseURL: publicUrl(),
    basePath: "/api/auth",
    trustedOrigins: trustedOrigins(),
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    user: { additionalFields: { role: { type: "string", input: false, defaultValue: "analyst" } } },
    // A session ends seven days after its sign-in; reading it never writes.
    session: { expiresIn: 7 * DAY_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    // run-sign-in counts attempts itself, in one atomic statement.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "rollcall",
      useSecureCookies: isHttps,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isHttps, path: "/" },
      ipAddress: { ipAddressHeaders: [PEER_HEADER] },
    },
    telemetry: { enabled: false },
    logger: {
      log: (level, message) => log[level === "error" ? "error" : "debug"]({ from: "better-auth" }, message),
    },
  });
}

type Engine = ReturnType<typeof engine>;

const holder = globalThis as { rollcallSessions?: { store: Store; engine: Promise<Engine> } };

async function open(current: Store): Promise<Engine> {
  const row = await current.db.secret.findUniqueOrThrow({ where: { name: "session-key" } });
  return engine(current, Buffer.from(row.value).toString("hex"));
}

/** better-auth over the process's store, signed with the key that the first migration made. */
export function sessions(): Promise<Engine> {
  const current = store();
  if (holder.rollcallSessions?.store !== current) {
    const opening = open(current);
    const entry = { store: current, engine: opening };
    holder.rollcallSessions = entry;
    // A database that was away must not be remembered as the answer.
    opening.catch(() => {
      if (holder.rollcallSessions === entry) holder.rollcallSessions = undefined;
    });
  }
  return (holder.rollcallSessions as { engine: Promise<Engine> }).engine;
}
