"use client";
import { Button } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { copyText } from "@/components/ui/copy";
import { count } from "@/components/ui/utc";
import { huntsOptions } from "@/lib/exchange/api";
import type { FilledHunt } from "@/lib/exchange/schema";

/** Queries to go on with in the workspace that the logs came from. */
export function Hunts({ alertId }: { alertId: string }) {
  const hunts = useQuery(huntsOptions(alertId));
  const items = hunts.data?.items ?? [];
  return (
    <Block
      title="Hunt on in Sentinel"
      note={hunts.data && `${count(items.length)} KQL queries with this alert's values`}
    >
      {hunts.isError && (
        <p className="body" role="alert">
          {hunts.error.message}
        </p>
      )}
      {hunts.isPending && <p className="body t2">Writing the queries</p>}
      {hunts.data && items.length === 0 && <p className="body t2">No query goes on from these rules.</p>}
      <div className="hunts">
        {items.map((hunt) => (
          <Query key={hunt.id} hunt={hunt} />
        ))}
      </div>
    </Block>
  );
}

function Query({ hunt: { id, title, question, note, query } }: { hunt: FilledHunt }) {
  return (
    <details className="hunt">
      <summary>
        <span className="t3">{id}</span> <span className="medium">{title}</span>
        <div className="small t2">{question}</div>
      </summary>
      <div className="stack tight">
        <p className="small t2">{note}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <pre className="mono" tabIndex={0}>
          {query}
        </pre>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconCopy size={13} aria-hidden="true" />}
          onClick={() => copyText(query, "Query")}
        >
          Copy {id}
        </Button>
      </div>
    </details>
  );
}
