"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { utcDay } from "@/components/ui/utc";
import { dropNetwork } from "@/lib/enrich/api";
import { KIND_WORDS, type Network, type NetworkKind } from "@/lib/enrich/schema";
import { useChange } from "./use-change";

type Props = { lines: Network[]; next: string | null; kind: NetworkKind | undefined; canSave: boolean };

const pathOf = (kind: NetworkKind | undefined, cursor: string) =>
  `/settings/networks?${new URLSearchParams({ ...(kind ? { kind } : {}), cursor })}`;

/** The lines themselves, a page at a time; removing one is written to the audit trail. */
export function NetworkLines({ lines, next, kind, canSave }: Props) {
  const { change, said, isBusy } = useChange();
  if (lines.length === 0) return null;
  const drop = ({ id, network }: Network) =>
    change(async () => {
      await dropNetwork(id);
      return `${network} is in no list any more.`;
    });
  return (
    <Block
      title={kind ? `Lines: ${KIND_WORDS[kind]}` : "Lines"}
      note={said}
      right={
        kind && (
          <Link className="link small t2" href="/settings/networks">
            All kinds
          </Link>
        )
      }
      foot={
        next && (
          <Link className="link" href={pathOf(kind, next)}>
            Further lines
          </Link>
        )
      }
    >
      <Sideways label="Table of the lines">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">Network</th>
              <th scope="col">It is</th>
              <th scope="col">List</th>
              <th scope="col" className="wide">
                Kept by
              </th>
              <th scope="col" className="wide">
                Until
              </th>
              {canSave && (
                <th scope="col">
                  <span className="unseen">Remove</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td className="network-note">
                  <span className="nowrap">{line.network}</span>
                  {line.note && (
                    <div className="small t3">
                      <PlainText text={line.note} />
                    </div>
                  )}
                </td>
                <td>{KIND_WORDS[line.kind]}</td>
                <td className="network-list">
                  <PlainText text={line.label} />
                </td>
                <td className="wide">
                  <PlainText text={line.owner} />
                </td>
                <td className="t2 wide">
                  {line.expiresAt ? utcDay(Date.parse(line.expiresAt) - 1) : "further notice"}
                </td>
                {canSave && (
                  <td className="num">
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={isBusy}
                      onClick={() => drop(line)}
                      aria-label={`Remove ${line.network}`}
                    >
                      Remove
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </Block>
  );
}
