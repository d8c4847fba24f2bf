import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { movedTo } from "@/lib/alert/read";
import { cursorOf, keyOf } from "@/lib/cursor";
import { Prisma, store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { exposedTo } from "./exposed";
import {
  EXPOSED,
  ExposedAccount,
  type ExposureFilter,
  type ExposureList,
  type ExposureQuery,
  type ExposureSort,
  FIRST_ORDER,
} from "./exposure-schema";

const Row = ExposedAccount.extend({
  firstLearned: z.date().transform((at) => at.toISOString()),
  rank: z.number().int(),
  /** Microseconds, which dates have not. */
  at: z.string(),
  tenantId: z.number().int(),
  accountId: z.string(),
});
type Row = z.infer<typeof Row>;

/** What is compared, in this order; the account decides in the end, so that no two rows are equal. */
const KEYS: Record<ExposureSort, Prisma.Sql> = {
  answer: Prisma.sql`rank, at, account_id, tenant_id`,
  "first-learned": Prisma.sql`at, account_id, tenant_id`,
  account: Prisma.sql`account collate "C", account_id, tenant_id`,
};

const keysIn = (sort: ExposureSort, order: "asc" | "desc") => {
  const direction = order === "desc" ? Prisma.sql`desc` : Prisma.sql`asc`;
  return {
    answer: Prisma.sql`rank ${direction}, at ${direction}, account_id ${direction}, tenant_id ${direction}`,
    "first-learned": Prisma.sql`at ${direction}, account_id ${direction}, tenant_id ${direction}`,
    account: Prisma.sql`account collate "C" ${direction}, account_id ${direction}, tenant_id ${direction}`,
  }[sort];
};

/** Rows after the cursor. An account may be longer than an address can carry, so its number stands for it. */
function beyond(cursor: string, sort: ExposureSort, order: "asc" | "desc"): Prisma.Sql {
  const [of, rank, at, accountId, tenantId] = keyOf(cursor, 5);
  if (of !== `${sort} ${order}`) throw new AppError("bad-input", "The cursor belongs to another sort order.");
  const when = Prisma.sql`timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond'`;
  const last = Prisma.sql`${accountId}::bigint, ${tenantId}::smallint`;
  const key = {
    answer: Prisma.sql`${rank}::int, ${when}, ${last}`,
    "first-learned": Prisma.sql`${when}, ${last}`,
    account: Prisma.sql`(select account from identity where account_id = ${accountId}::bigint limit 1), ${last}`,
  }[sort];
  return Prisma.sql`and (${KEYS[sort]}) ${order === "desc" ? Prisma.sql`<` : Prisma.sql`>`} (${key})`;
}

/** An alert that somebody names is shown whatever was ruled on it: they know what they look at. */
const showsBenign = ({ alert, benign }: ExposureFilter) => benign === "true" || alert !== undefined;

function wantedBy({ answer = [...EXPOSED], from, to }: ExposureFilter): Prisma.Sql {
  return Prisma.sql`answer = any(${answer}::text[])
    ${from ? Prisma.sql`and at >= ${from}::timestamptz` : Prisma.empty}
    ${to ? Prisma.sql`and at < ${to}::timestamptz` : Prisma.empty}`;
}

type Page = { limit: number; cursor?: string | undefined };

async function pageOf(filter: ExposureFilter, page: Page): Promise<{ rows: Row[]; hidden: number }> {
  const { sort = "answer" } = filter;
  const order = filter.order ?? FIRST_ORDER[sort];
  const alertId = filter.alert ? ((await movedTo(filter.alert)) ?? filter.alert) : null;
  const isBenignShown = showsBenign(filter);
  const { rows } = await store().pool.query<{ items: unknown[] | null; hidden: number }>(Prisma.sql`
    with ${exposedTo(alertId, isBenignShown)}, wanted as materialized (
      select * from exposed where ${wantedBy(filter)}
    ), page as (
      select * from wanted
      where (${isBenignShown} or not is_hidden) ${page.cursor ? beyond(page.cursor, sort, order) : Prisma.empty}
      order by ${keysIn(sort, order)} limit ${page.limit + 1}
    )
    select (select count(*)::int from wanted where is_hidden and not ${isBenignShown}) as hidden,
           (select jsonb_agg(jsonb_build_object(
              'account', account, 'answer', answer, 'code', code, 'origin', origin, 'privileged', privileged,
              'mfaMissing', mfa_missing, 'origins', origins, 'alerts', to_jsonb(alerts), 'isSample', is_sample,
              'rank', rank, 'at', (extract(epoch from at) * 1000000)::bigint::text,
              'tenantId', tenant_id, 'accountId', account_id::text
            ) order by ${keysIn(sort, order)}) from page) as items`);
  const items = z.array(Row.omit({ firstLearned: true })).parse(rows[0]?.items ?? []);
  return {
    rows: items.map((row) => ({ ...row, firstLearned: new Date(Number(row.at) / 1000).toISOString() })),
    hidden: rows[0]?.hidden ?? 0,
  };
}

function shownOf({ rank: _, at: __, tenantId: ___, accountId: ____, ...account }: Row): ExposedAccount {
  return account;
}

function cursorAfter({ sort = "answer", order }: ExposureFilter, row: Row | undefined): string | null {
  if (!row) return null;
  const key = [`${sort} ${order ?? FIRST_ORDER[sort]}`, String(row.rank), row.at, row.accountId];
  return cursorOf([...key, String(row.tenantId)]);
}

/**
 * The accounts that are known to flagged origins, the best answer first unless asked otherwise. What only benign,
 * false or suppressed alerts learned is left out and counted, unless it is asked for.
 * @throws AppError `not-found` for an alert that there is not.
 */
export async function readExposure(actor: Actor, query: ExposureQuery): Promise<ExposureList> {
  authorise(actor, "read");
  const { limit = 100, cursor, ...filter } = query;
  const { rows, hidden } = await pageOf(filter, { limit, cursor });
  const nextCursor = rows.length > limit ? cursorAfter(filter, rows[limit - 1]) : null;
  return { items: rows.slice(0, limit).map(shownOf), nextCursor, hidden };
}

/** Every page is counted anew, so a file takes large ones. */
const FILE_PAGE = 20_000;

/** All of them, page by page: memory does not grow, and whoever reads slowly holds no connection. */
export async function* exportExposure(actor: Actor, filter: ExposureFilter): AsyncGenerator<ExposedAccount> {
  authorise(actor, "read");
  for (let cursor: string | undefined; ; ) {
    const { rows } = await pageOf(filter, { limit: FILE_PAGE, cursor });
    for (const row of rows.slice(0, FILE_PAGE)) yield shownOf(row);
    if (rows.length <= FILE_PAGE) return;
    cursor = cursorAfter(filter, rows[FILE_PAGE - 1]) ?? undefined;
  }
}
