import Link from "next/link";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { KIND_WORDS, type NetworkKind } from "@/lib/enrich/schema";

type List = { kind: NetworkKind; label: string; owner: string; lines: number; expired: number };

/** What is known of networks, a row per list. */
export function NetworkLists({ lists, kind }: { lists: List[]; kind: NetworkKind | undefined }) {
  return (
    <Block
      title="Lists of networks"
      note="the longest range decides, then the AS number"
      right={
        lists.length > 0 && (
          <a className="link small t2" href="/api/v1/networks.csv" download>
            CSV
          </a>
        )
      }
    >
      {lists.length === 0 ? (
        <p className="body t2">
          None yet. A source is weighed by what it is: list your own egress first, so that your own staff is
          told from strangers.
        </p>
      ) : (
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">It is</th>
              <th scope="col">List</th>
              <th scope="col" className="wide">
                Kept by
              </th>
              <th scope="col" className="num">
                Lines
              </th>
              <th scope="col" className="num wide">
                Ended
              </th>
            </tr>
          </thead>
          <tbody>
            {lists.map((list) => (
              <tr key={`${list.kind} ${list.label}`} className="row-link">
                <td>
                  <Link
                    className="cover"
                    href={`/settings/networks?kind=${list.kind}`}
                    aria-current={list.kind === kind || undefined}
                  >
                    {KIND_WORDS[list.kind]}
                  </Link>
                </td>
                <td>
                  <PlainText text={list.label} />
                </td>
                <td className="wide">
                  <PlainText text={list.owner} />
                </td>
                <td className="num">{count(list.lines)}</td>
                <td className="num t2 wide">{list.expired > 0 ? count(list.expired) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Block>
  );
}
