import type { Pool } from "@/lib/db";
import { transaction } from "@/lib/db";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { signIn } from "@/test/sign-in";

/** The tenant of the bench: who works there, from where, with what, and who was guessed. */
export const SIZE = { accounts: 20_000, guesses: 60_000, origins: 3000, clients: 200, scanners: 40 };

/** The first day of the data, and how many there are. */
export const FROM = Date.UTC(2026, 9, 10);
export const DAYS = 30;

export const OUTCOMES = ["0", "50126", "50053", "50055", "50034", "50076", "50140"];

export const accountName = (n: number) => `user${String(n).padStart(5, "0")}@contoso.example`;
export const guessName = (n: number) => `guess${String(n).padStart(5, "0")}@contoso.example`;
export const originName = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
export const scannerName = (n: number) => `203.0.113.${n}`;

/** Every outcome comes early; after that the names come in by signing in. */
const codeOf = (n: number) => (n < 70 ? OUTCOMES[n % OUTCOMES.length] : undefined) ?? "0";

/** One event for each name there is, so that every dimension is stored as the loader stores it. */
function* seeds(): Generator<Event> {
  const all = SIZE.accounts + SIZE.guesses;
  for (let n = 0; n < all; n++) {
    const name = n < SIZE.accounts ? accountName(n) : guessName(n - SIZE.accounts);
    const origin = n % (SIZE.origins + SIZE.scanners);
    yield signIn({
      nativeId: `seed-${n}`,
      atMicros: BigInt(FROM + (n % (DAYS * 86_400)) * 1000) * 1000n,
      name,
      address: origin < SIZE.origins ? originName(origin) : scannerName(origin - SIZE.origins),
      app: `App ${n % 20}`,
      appId: `app-${n % 20}`,
      clientApp: n % 3 === 0 ? "Mobile Apps and Desktop clients" : "Browser",
      userAgent: `agent/${Math.floor(n / 20) % (SIZE.clients / 20)}`,
      code: codeOf(n),
      description: `says ${codeOf(n)}`,
      city: `City ${n % 40}`,
    });
  }
}

/** Loads the names through the loader itself. */
export async function loadNames(pool: Pool): Promise<void> {
  let events: Event[] = [];
  const flush = async () => {
    const rows = events.map((event, index) => ({
      event,
      span: { offset: index, length: 1 },
    }));
    await transaction(pool, (connection) => loadBatch(connection, { tenantId: 1, importId: 1n, rows }));
    events = [];
  };
  for (const event of seeds()) {
    events.push(event);
    if (events.length === 10_000) await flush();
  }
  if (events.length > 0) await flush();
}
