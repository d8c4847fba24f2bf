import Link from "next/link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { OriginLink } from "@/components/origins/origin-link";
import { Block } from "@/components/ui/block";
import { DataTable, type Head } from "@/components/ui/data-table";
import { count, utcMinute } from "@/components/ui/utc";
import type { AccountOrigin, AccountReport } from "@/lib/insight/account-schema";
import { shownText } from "@/lib/stored-text";

const HEADS: readonly Head[] = [
  { word: "Origin" },
  { word: "Best answer" },
  { word: "Codes", className: "wide" },
  { word: "Attempts", className: "num" },
  { word: "First learned", className: "num wide" },
  { word: "Last", className: "num" },
  { word: "Alerts" },
];

/** Everyone who asked, the one that learned most first. */
export function AccountOrigins({ report }: { report: AccountReport }) {
  const { origins, originCount } = report;
  return (
    <Block
      title="Who asked"
      note={
        origins.length < originCount
          ? `${count(origins.length)} of ${count(originCount)}, strongest answers first`
          : "strongest answers first"
      }
    >
      <DataTable label="Table of the origins that asked" heads={HEADS}>
        {origins.map((row) => (
          <Row key={row.origin} row={row} account={report.account} />
        ))}
      </DataTable>
    </Block>
  );
}

function Row({ row, account }: { row: AccountOrigin; account: string }) {
  const events = new URLSearchParams({ account: shownText(account), origin: shownText(row.origin) });
  return (
    <tr>
      <td>
        <OriginLink origin={row.origin} />
      </td>
      <td className="nowrap">
        <AnswerMark answer={row.answer} />
      </td>
      <td className="t2 wide">{row.codes.join(", ")}</td>
      <td className="num">
        <Link className="link" href={`/events?${events}`}>
          {count(row.attempts)}
        </Link>
      </td>
      <td className="num t2 wide">{utcMinute(row.firstLearned)}</td>
      <td className="num t2">{utcMinute(row.lastSeen)}</td>
      <td>
        <span className="row wrap">
          {row.alerts.map((id) => (
            <Link key={id} className="link nowrap" href={`/alerts/${id}`}>
              A-{id}
            </Link>
          ))}
          {row.alerts.length === 0 && <span className="t3">none</span>}
        </span>
      </td>
    </tr>
  );
}
