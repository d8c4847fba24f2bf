"use client";
import { Button, Progress } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute, utcRange } from "@/components/ui/utc";
import { isOpen, reevaluationsOptions, sendReevaluation } from "@/lib/detection/api";
import type { Reevaluation } from "@/lib/detection/schema";
import { changeOf, shareOf, standingOf } from "./reevaluation-words";

const SECOND = 1000;

function Standing({ item }: { item: Reevaluation }) {
  const share = shareOf(item);
  const range = item.from && item.to ? utcRange(item.from, item.to) : null;
  return (
    <div className="body stack tight" aria-live="polite">
      <span>{standingOf(item)}</span>
      {isOpen(item) && (
        <Progress value={share} size={6} radius="xs" aria-label="Re-evaluation" className="phase-bar" />
      )}
      <span className="small t2">
        Version {item.version}, asked for by <PlainText text={item.askedBy} /> at {utcMinute(item.createdAt)}
        {range ? `, only ${range}` : ""}
      </span>
      {item.status === "done" && <span className="small t2">{changeOf(item)}</span>}
      {item.error && (
        <span className="small" role="alert">
          {item.error}
        </span>
      )}
    </div>
  );
}

/** Whether the stored detections are those of this version, how far it is otherwise, and a way to ask again. */
export function Reevaluations({ ruleId }: { ruleId: string }) {
  const client = useQueryClient();
  const options = reevaluationsOptions(ruleId);
  const { data, error } = useQuery({
    ...options,
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? SECOND : 30 * SECOND),
    staleTime: 0,
  });
  const ask = useMutation({
    mutationFn: () => sendReevaluation(ruleId),
    onSettled: () => client.invalidateQueries({ queryKey: options.queryKey }),
  });
  const latest = data?.items[0];
  const isBusy = ask.isPending || (data?.items.some(isOpen) ?? false);
  const wrong = ask.error ?? error;
  return (
    <Block
      title="Evaluate anew"
      note={data && data.items.length > 1 ? `${count(data.items.length)} lately` : null}
    >
      {latest && <Standing item={latest} />}
      <div className="body stack tight">
        <p className="small t2">
          Runs this rule over all rows held, in the background. Imports go first, and no ruling changes.
        </p>
        <div className="row">
          <Button variant="default" disabled={isBusy} onClick={() => ask.mutate()}>
            Evaluate all data anew
          </Button>
        </div>
        {wrong && (
          <span className="small" role="alert">
            {wrong.message}
          </span>
        )}
      </div>
    </Block>
  );
}
