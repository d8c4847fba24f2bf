"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { count } from "@/components/ui/utc";
import type { Import } from "@/lib/intake/schema";
import { firstRejectsOptions, rejectsUrl } from "./first-rejects";

const LONGEST = 400;

/** The rows nobody could read, with their reasons; all of them as a file. */
export function Rejects({ item }: { item: Import }) {
  const { data: rejects, error } = useQuery(firstRejectsOptions(item.id));
  const n = item.rows.rejected;
  return (
    <Block
      title={`${count(n)} rejected ${n === 1 ? "row" : "rows"}`}
      note={rejects && rejects.length < n ? `the first ${rejects.length}` : undefined}
      right={
        <Button
          component="a"
          href={rejectsUrl(item.id)}
          download={`rejected-${item.id}.ndjson`}
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={12} aria-hidden="true" />}
        >
          Download with reasons
        </Button>
      }
      foot="Nothing else in the file was lost because of them. Mend the export and drop it again: rows that are stored are recognised."
    >
      {error && <p className="body">The rejected rows could not be read: {error.message}</p>}
      <Sideways label="Table of the rejected rows">
        <table className="tbl rejects">
          <thead>
            <tr>
              <th scope="col" className="num">
                Row
              </th>
              <th scope="col">Reason</th>
              <th scope="col">As it came</th>
            </tr>
          </thead>
          <tbody>
            {rejects?.map(({ position, reason, raw }) => (
              <tr key={position}>
                <td className="num t2">{count(position)}</td>
                <td>{reason}</td>
                <td className="mono t2 clip raw">
                  <PlainText text={raw.slice(0, LONGEST)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </Block>
  );
}
