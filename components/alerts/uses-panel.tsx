"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { AccountLink } from "@/components/accounts/account-link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { OriginLink } from "@/components/origins/origin-link";
import { Block } from "@/components/ui/block";
import { DataTable, type Head } from "@/components/ui/data-table";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute, utcSecond } from "@/components/ui/utc";
import { usesOptions } from "@/lib/insight/guide-api";
import type { AccountUse, AlertUses } from "@/lib/insight/uses-schema";
import { shownText } from "@/lib/stored-text";

const HEADS: readonly Head[] = [
  { word: "Account" },
  { word: "Then" },
  { word: "When", className: "num" },
  { word: "From" },
  { word: "With", className: "wide" },
];

const eventsHref = ({ account, origin }: AccountUse) =>
  `/events?${new URLSearchParams({ account: shownText(account), origin: shownText(origin) })}`;

function Row({ use }: { use: AccountUse }) {
  return (
    <tr>
      <td className="use-account">
        <AccountLink account={use.account} />
        <div className="small t3">
          known since {utcMinute(use.knownSince)} ({use.code})
        </div>
      </td>
      <td className="nowrap">
        <AnswerMark answer={use.answer} />
      </td>
      <td className="num nowrap">
        <Link className="link" href={eventsHref(use)} prefetch={false}>
          <time dateTime={use.at}>{utcSecond(use.at)}</time>
        </Link>
      </td>
      <td>
        <OriginLink origin={use.origin} />
        <div className="small t3">
          {use.way === "own source" ? "a source of this alert" : "new for this account"}
          {use.country && `, ${use.country}`}
        </div>
      </td>
      <td className="wide use-with">
        <PlainText text={use.app} ifEmpty="no application" />
        <div className="small t3 clip" title={use.userAgent}>
          <PlainText text={use.userAgent} ifEmpty="no agent" />
        </div>
      </td>
    </tr>
  );
}

/** Nothing was found, which means as much as the logs reach. */
function Nothing({ uses: { confirmed, heldUntil } }: { uses: AlertUses }) {
  return (
    <p className="body t2">
      With {confirmed === 1 ? "the confirmed account" : `the ${count(confirmed)} confirmed accounts`} nobody
      signed in from here, or from a place that is new for them, within the fortnight after.
      {heldUntil && ` The logs held end on ${utcMinute(heldUntil)}.`}
    </p>
  );
}

const besides = ({ of, items, confirmed, followed }: AlertUses): string =>
  [
    items.some(({ way }) => way === "new place")
      ? "A place that is new for an account may still be its owner's: another network, another phone."
      : "",
    of > items.length ? `${count(items.length)} of ${count(of)} are listed.` : "",
    confirmed > followed ? `${count(followed)} of ${count(confirmed)} accounts were followed.` : "",
  ]
    .filter(Boolean)
    .join(" ");

/** What was done afterwards with the accounts that were found out: the account, the moment, the place, the means. */
export function UsesPanel({ alertId }: { alertId: string }) {
  const { data, error } = useQuery(usesOptions(alertId));
  if (data?.confirmed === 0) return null;
  const left = data ? besides(data) : "";
  return (
    <Block
      title="What was done with the accounts"
      note={data && `${count(data.confirmed)} confirmed`}
      right={
        <Link className="link small t2 nowrap" href={`/exposure?alert=${alertId}`}>
          As exposure list
        </Link>
      }
      foot={left && <span className="small t3">{left}</span>}
    >
      {error && (
        <p className="body" role="alert">
          {error.message}
        </p>
      )}
      {!data && !error && <p className="body t2">Following the confirmed accounts</p>}
      {data && data.items.length === 0 && <Nothing uses={data} />}
      {data && data.items.length > 0 && (
        <DataTable label="Table of what was done with the accounts" heads={HEADS} className="tbl tall">
          {data.items.map((use) => (
            <Row key={`${use.account} ${use.origin}`} use={use} />
          ))}
        </DataTable>
      )}
    </Block>
  );
}
