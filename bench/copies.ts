import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { z } from "zod";
import { CONTENT_SUM } from "./compare";
import type { Finding, Task } from "./finding";
import { linesOf } from "./lines";
import { contentText } from "./truth";

/** In the order of the content's fields. */
const COLUMNS =
  "id at correlation name address app app_id client_app agent protocol code description country region city asn interactive resource".split(
    " ",
  );

/** A Graph sign-in as far as it is copied. */
type Record = {
  [name: string]: unknown;
  status?: { errorCode: number; failureReason: string };
  location: { countryOrRegion: string; state: string; city: string };
};

const ESCAPED: { [character: string]: string } = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const escaped = (value: unknown) => {
  const text = String(value);
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => ESCAPED[found] ?? found) : text;
};

function lineOf({ status, location, ...record }: Record): string {
  return [
    ...[record.id, record.createdDateTime, record.correlationId, record.userPrincipalName, record.ipAddress],
    ...[
      record.appDisplayName,
      record.appId,
      record.clientAppUsed,
      record.userAgent,
      record.authenticationProtocol,
    ],
    ...[status?.errorCode, status?.failureReason, location.countryOrRegion, location.state, location.city],
    ...[record.autonomousSystemNumber, record.isInteractive, record.resourceDisplayName],
  ]
    .map(escaped)
    .join("\t");
}

const CHUNK = 1 << 16;

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** JSON.parse, and text COPY of eighteen fields into one wide table without an index. */
export function jsonCopy({ file, url }: Task): Promise<Finding> {
  return withClient(url, async (client) => {
    await client.query(`create table wide (${COLUMNS.map((name) => `"${name}" text`).join(", ")})`);
    const started = performance.now();
    let rows = 0;
    function* texts() {
      let text = "";
      for (const line of linesOf(file)) {
        const record: Record = JSON.parse(line);
        rows += 1;
        if (!record.status) continue;
        text += `${lineOf(record)}\n`;
        if (text.length < CHUNK) continue;
        yield Buffer.from(text);
        text = "";
      }
      yield Buffer.from(text);
    }
    await pipeline(Readable.from(texts()), client.query(copyFrom("copy wide from stdin")));
    const ms = performance.now() - started;
    return { ms, rows, ...(await wideContent(client)) };
  });
}

const Codes = z.array(z.object({ code: z.string(), count: z.number() }));
const Sum = z.object({ high: z.string(), low: z.string() });

async function wideContent(client: pg.Client): Promise<Pick<Finding, "byCode" | "content">> {
  const micros = `(extract(epoch from (substr(at, 1, 26) || 'Z')::timestamptz) * 1000000)::bigint::text`;
  const fields = COLUMNS.map((name) => (name === "at" ? micros : name)).join(", ");
  const { rows } = await client.query(
    `select ${CONTENT_SUM} from (select md5(array_to_string(array[${fields}], e'\\x1f')) as digest from wide) as row`,
  );
  const { high, low } = Sum.parse(rows[0]);
  const codes = await client.query("select code, count(*)::int as count from wide group by code");
  const byCode = Object.fromEntries(Codes.parse(codes.rows).map(({ code, count }) => [code, count]));
  return { byCode, content: contentText(high, low) };
}

/** Rows that are extracted already, into a table like `event` without an index: the floor under writing. */
export function bareCopy({ binary, url }: Task): Promise<Finding> {
  return withClient(url, async (client) => {
    await client.query("create table bare (like event)");
    const started = performance.now();
    await pipeline(
      createReadStream(binary, { highWaterMark: 1 << 18 }),
      client.query(copyFrom("copy bare from stdin (format binary)")),
    );
    const ms = performance.now() - started;
    return { ms, ...(await rowSum(client, "bare")) };
  });
}

const Count = z.object({ rows: z.number(), content: z.string() });

/** Count and order-independent hash of a table's whole rows. */
export async function rowSum(client: Pick<pg.Client, "query">, table: "bare" | "event") {
  const { rows } = await client.query(
    `select count(*)::int as rows, sum(hashtextextended(r::text, 0))::text as content from ${table} r`,
  );
  return Count.parse(rows[0]);
}
