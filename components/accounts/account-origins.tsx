import Link from "next/link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { OriginName } from "@/components/origins/origin-table";
import { Block } from "@/components/ui/block";
import { Sideways } from "@/components/ui/sideways";
import { count, utcMinute } from "@/components/ui/utc";
import type { AccountOrigin, AccountReport } from "@/lib/insight/account-schema";
import { shownText } from "@/lib/stored-text";

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
      <Sideways label="Table of the origins that asked">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">Origin</th>
              <th scope="col">Best answer</th>
              <th scope="col" className="wide">
                Codes
              </th>
              <th scope="col" className="num">
                Attempts
              </th>
              <th scope="col" className="num wide">
                First learned
              </th>
              <th scope="col" className="num">
                Last
              </th>
              <th scope="col">Alerts</th>
            </tr>
          </thead>
          <tbody>
            {origins.map((row) => (
              <Row key={row.origin} row={row} account={report.account} />
            ))}
          </tbody>
        </table>
      </Sideways>
    </Block>
  );
}

function Row({ row, account }: { row: AccountOrigin; account: string }) {
  const events = new URLSearchParams({ account: shownText(account), origin: shownText(row.origin) });
  return (
    <tr>
      <td className="nowrap">
        <Link className="link" href={`/origins/${encodeURIComponent(shownText(row.origin))}`}>
          <OriginName origin={row.origin} />
        </Link>
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
