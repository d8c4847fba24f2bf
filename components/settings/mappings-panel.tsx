"use client";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { count, utcMinute } from "@/components/ui/utc";
import { forgetMappingOf, mappingsOptions } from "@/lib/intake/mapping-api";
import type { KeptMapping } from "@/lib/intake/mapping-schema";

/** What is remembered of headers that nobody knew. Whoever may send logs may forget it. */
export function MappingsPanel({ canForget }: { canForget: boolean }) {
  const client = useQueryClient();
  const { data, error } = useQuery(mappingsOptions());
  const forget = useMutation({
    mutationFn: forgetMappingOf,
    onSettled: () => client.invalidateQueries({ queryKey: ["mappings"] }),
  });
  const items = data?.items ?? [];
  const failure = forget.error ?? error;
  return (
    <Block
      title="Mapped headers"
      note={data?.nextCursor ? `the newest ${count(items.length)}` : undefined}
      foot="Forgetting one changes nothing that was read by it: the next file with its header is asked about again."
    >
      {failure && (
        <p className="body small" role="alert">
          {failure.message}
        </p>
      )}
      {data && items.length === 0 && (
        <p className="body t2 settings-words">
          None. A table whose header is not known asks on its import which column holds what, and the answer
          is remembered here.
        </p>
      )}
      {items.length > 0 && (
        <Sideways label="Table of the mapped headers">
          <table className="tbl">
            <thead>
              <tr>
                <th scope="col">Header</th>
                <th scope="col">By</th>
                <th scope="col">Made</th>
                <th scope="col">
                  <span className="unseen">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <MappingRow
                  key={item.id}
                  item={item}
                  forget={canForget ? () => forget.mutate(item.id) : null}
                  isForgetting={forget.isPending && forget.variables === item.id}
                />
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
    </Block>
  );
}

type RowProps = { item: KeptMapping; forget: (() => void) | null; isForgetting: boolean };

function MappingRow({ item, forget, isForgetting }: RowProps) {
  const header = item.header.join(", ");
  return (
    <tr>
      <td className="settings-words">
        <PlainText text={header} />
      </td>
      <td className="nowrap">{item.createdBy}</td>
      <td className="nowrap t2">{utcMinute(item.createdAt)}</td>
      <td>
        {forget && (
          <Button
            size="compact-xs"
            variant="default"
            loading={isForgetting}
            aria-label={`Forget the mapping of ${header.slice(0, 80)}`}
            onClick={forget}
          >
            Forget
          </Button>
        )}
      </td>
    </tr>
  );
}
