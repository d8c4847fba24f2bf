"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ANSWER } from "@/components/charts/scales";
import { Block } from "@/components/ui/block";
import type { NewTick } from "@/lib/alert/tick-schema";
import { guideOptions, sendTick } from "@/lib/insight/guide-api";
import type { Guide } from "@/lib/insight/guide-schema";
import { ActionRow, StepRow } from "./guide-rows";
import { progressOf, stagesInOrder, withTick } from "./guide-view";

/** One tick at a time; what somebody else did meanwhile is read again either way. */
function useTick(alertId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tick: NewTick) => sendTick(alertId, tick),
    onSuccess: (tick) =>
      client.setQueryData(guideOptions(alertId).queryKey, (guide) => guide && withTick(guide, tick)),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["alert", alertId, "guide"] });
      void client.invalidateQueries({ queryKey: ["alert", alertId, "history"] });
    },
  });
}

/** What to ask, answered as far as the data can, and what to do; both ticked off by name. */
export function GuidePanel({ alertId }: { alertId: string }) {
  const guide = useQuery(guideOptions(alertId));
  const tick = useTick(alertId);
  const failure = guide.error ?? tick.error;
  const rows = {
    busy: tick.isPending ? tick.variables.step : null,
    onTick: (one: NewTick) => tick.mutate(one),
  };
  return (
    <>
      <Block title="Guide" note={guide.data && progressOf(guide.data.steps)}>
        {failure && (
          <p className="body notice" role="alert">
            {failure.message}
          </p>
        )}
        {guide.isPending && <p className="body t2">Reading what the data say</p>}
        <ol className="steps">
          {guide.data?.steps.map((step, index) => (
            <StepRow key={step.key} number={index + 1} step={step} {...rows} />
          ))}
        </ol>
      </Block>
      {guide.data && <Playbook guide={guide.data} {...rows} />}
    </>
  );
}

type Rows = { busy: string | null; onTick: (tick: NewTick) => void };

function Playbook({ guide, ...rows }: { guide: Guide } & Rows) {
  const [now, ...others] = stagesInOrder(guide);
  if (!now) return null;
  return (
    <Block title={`Playbook ${now.id}`} note={now.title}>
      <p className="body small t2">
        {now.lead}
        {now.within !== null && ` First action within ${now.within} minutes.`}
      </p>
      {guide.beyond && (
        <p className="body small notice">
          In the same hours this origin also got “{ANSWER[guide.beyond].word.toLowerCase()}”, outside of the
          detections. Judge that first: it may call for more.
        </p>
      )}
      <ul className="steps">
        {now.actions.map((action) => (
          <ActionRow key={action.key} action={action} {...rows} />
        ))}
      </ul>
      {others.map(({ id, title, lead, state, actions }) => (
        <details key={id} className="stage">
          <summary>
            {id} {title} <span className="t3">{state === "included" ? "goes with it" : "not yet"}</span>
          </summary>
          <p className="body small t2">{lead}</p>
          <ul className="steps">
            {actions.map((action) => (
              <ActionRow key={action.key} action={action} {...rows} />
            ))}
          </ul>
        </details>
      ))}
    </Block>
  );
}
