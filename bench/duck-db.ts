import { z } from "zod";
import type { Finding, Task } from "./finding";
import { loadDuckDb } from "./peers";
import { contentText, type Detection } from "./truth";

/** Told, not guessed: sniffing the types of a 2.6 KB record would cost DuckDB time that we do not spend either. */
const TYPES = `{
  id: 'VARCHAR', createdDateTime: 'VARCHAR', correlationId: 'VARCHAR', userPrincipalName: 'VARCHAR',
  ipAddress: 'VARCHAR', appDisplayName: 'VARCHAR', appId: 'VARCHAR', clientAppUsed: 'VARCHAR', userAgent: 'VARCHAR',
  authenticationProtocol: 'VARCHAR', autonomousSystemNumber: 'BIGINT', isInteractive: 'BOOLEAN',
  resourceDisplayName: 'VARCHAR', status: 'STRUCT(errorCode INTEGER, failureReason VARCHAR)',
  location: 'STRUCT(city VARCHAR, state VARCHAR, countryOrRegion VARCHAR)'}`;

const load = (file: string) => `
  create table sign_in as
  select id, substr(createdDateTime, 1, 26)::timestamp as happened, correlationId, userPrincipalName, ipAddress,
         appDisplayName, appId, clientAppUsed, userAgent, authenticationProtocol, status.errorCode as code,
         status.failureReason as description, location.countryOrRegion as country, location.state as region,
         location.city as city, autonomousSystemNumber as asn, isInteractive, resourceDisplayName
  from read_json('${file.replaceAll("'", "''")}', format = 'newline_delimited', columns = ${TYPES})
  where status is not null`;

const RC_01 = `
  select ipAddress as ip, clientAppUsed as client, userAgent as agent,
         epoch_ms(date_trunc('hour', happened))::double as hour, count(distinct userPrincipalName)::int as names,
         count(distinct id)::int as attempts, epoch_ms(min(happened))::double as first, epoch_ms(max(happened))::double as last
  from sign_in
  where isInteractive and code in (50034, 50053, 50055, 50056) and ipAddress <> ''
  group by all
  having names >= 10`;

const Row = z.object({
  ip: z.string(),
  client: z.string(),
  agent: z.string(),
  hour: z.coerce.number(),
  names: z.coerce.number(),
  attempts: z.coerce.number(),
  first: z.coerce.number(),
  last: z.coerce.number(),
});

/** read_json into a persistent table, checkpointed, and the question that RC-01 asks. No duplicate check, no index. */
export async function duckDb({ file, place }: Task): Promise<Finding> {
  const instance = await loadDuckDb().DuckDBInstance.create(place);
  const connection = await instance.connect();
  const started = performance.now();
  await connection.run(load(file));
  await connection.run("checkpoint");
  const found = await connection.runAndReadAll(RC_01);
  const ms = performance.now() - started;
  const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const detections = z.array(Row).parse(found.getRowObjectsJson()).map(detectionOf);
  const finding = { ms, detections, ...(await contentOf(ask)) };
  connection.closeSync();
  instance.closeSync();
  return finding;
}

const Codes = z.array(z.object({ code: z.coerce.string(), count: z.coerce.number() }));
const Sum = z.object({ rows: z.coerce.number(), high: z.coerce.string(), low: z.coerce.string() });

async function contentOf(ask: (sql: string) => Promise<unknown[]>) {
  const codes = Codes.parse(await ask("select code, count(*) as count from sign_in group by code"));
  const byCode = Object.fromEntries(codes.map(({ code, count }) => [code, count]));
  const [sum] = await ask(`
    select count(*) as rows, sum(('0x' || digest[1:7])::int) as high, sum(('0x' || digest[9:15])::int) as low
    from (
      select md5(concat_ws(chr(31), id, epoch_us(happened)::varchar, correlationId, userPrincipalName, ipAddress, appDisplayName,
        appId, clientAppUsed, userAgent, authenticationProtocol, code::varchar, description, country, region, city,
        asn::varchar, isInteractive::varchar, resourceDisplayName)) as digest
      from sign_in)`);
  const { rows, high, low } = Sum.parse(sum);
  return { rows, byCode, content: contentText(high, low) };
}

/** Verdict and severity follow from the number of names alone. */
function detectionOf(row: z.infer<typeof Row>): Detection {
  const { names, attempts } = row;
  const isHigh = names >= 50;
  const [verdict, severity] =
    names < 20
      ? ["Low-Level Enumeration", "low"]
      : isHigh
        ? ["High Confidence Enumeration", "high"]
        : ["Moderate Enumeration", "medium"];
  const time = (milliseconds: number) => new Date(milliseconds).toISOString();
  return {
    rule: "RC-01",
    group: { ipAddress: row.ip, clientAppUsed: row.client, userAgent: row.agent },
    hour: time(row.hour),
    ...{ names, attempts, first: time(row.first), last: time(row.last) },
    ...{ verdict: verdict ?? "", severity: severity ?? "" },
  };
}
