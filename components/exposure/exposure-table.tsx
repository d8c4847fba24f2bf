import Link from "next/link";
import { AccountLink } from "@/components/accounts/account-link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { OriginLink } from "@/components/origins/origin-link";
import { Sideways } from "@/components/ui/sideways";
import { count, utcSecond } from "@/components/ui/utc";
import type { ExposedAccount, ExposureSort } from "@/lib/insight/exposure-schema";
import { type ExposureView, masked, sortOf } from "./exposure-view";

function Head({ view, sort, word }: { view: ExposureView; sort: ExposureSort; word: string }) {
  const { order, href } = sortOf(view, sort);
  return (
    <th scope="col" aria-sort={order === null ? undefined : order === "asc" ? "ascending" : "descending"}>
      <Link href={href} className="sort">
        {word}
        {order && <span aria-hidden="true">{order === "asc" ? " ↑" : " ↓"}</span>}
      </Link>
    </th>
  );
}

function Row({ row }: { row: ExposedAccount }) {
  return (
    <tr>
      <td className="nowrap">
        <AnswerMark answer={row.answer} />
        {row.mfaMissing && <span className="tag second">no second factor</span>}
        {row.privileged && <span className="tag">privileged</span>}
      </td>
      <td className="fill">
        <div className="row named">
          <span className="clip">
            <AccountLink account={row.account} />
          </span>
          {row.isSample && <span className="tag synthetic">synthetic</span>}
        </div>
        <div className="masked" aria-hidden="true">
          {masked(row.account)}
        </div>
      </td>
      <td className="t2 wide">{row.code}</td>
      <td className="t2 nowrap">
        <time dateTime={row.firstLearned}>{utcSecond(row.firstLearned)}</time>
      </td>
      <td className="nowrap">
        <OriginLink origin={row.origin} />
        {row.origins > 1 && <span className="t3"> and {count(row.origins - 1)} more</span>}
      </td>
      <td className="exposed-by">
        <span className="row wrap">
          {row.alerts.map((id) => (
            <Link key={id} className="link nowrap" href={`/alerts/${id}`} prefetch={false}>
              A-{id}
            </Link>
          ))}
        </span>
      </td>
    </tr>
  );
}

/** Who is known to somebody now, one line an account. */
export function ExposureTable({ rows, view }: { rows: readonly ExposedAccount[]; view: ExposureView }) {
  return (
    <Sideways label="Table of the exposed accounts">
      <table className="tbl">
        <caption className="unseen">Accounts that flagged origins know of</caption>
        <thead>
          <tr>
            <Head view={view} sort="answer" word="Best answer" />
            <Head view={view} sort="account" word="Account" />
            <th scope="col" className="wide">
              Code
            </th>
            <Head view={view} sort="first-learned" word="First learned" />
            <th scope="col">Origin</th>
            <th scope="col">Alerts</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.account} ${row.origin} ${row.firstLearned}`} row={row} />
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
