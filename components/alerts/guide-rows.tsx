"use client";
import { Button, Checkbox, Textarea } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { PlainText } from "@/components/ui/plain-text";
import { utcMinute } from "@/components/ui/utc";
import type { NewTick, Tick } from "@/lib/alert/tick-schema";
import type { GuideFact, GuideStage, GuideStep } from "@/lib/insight/guide-schema";
import { isDone } from "./guide-view";

/** `busy` is the step whose tick is on its way. */
type Ticking = { busy: string | null; onTick: (tick: NewTick) => void };

/** The other state than the one that is shown; `seen` keeps it from undoing what somebody else just did. */
const turned = (key: string, tick: Tick | null): NewTick => ({
  step: key,
  state: tick?.state === "done" ? "open" : "done",
  seen: tick?.id ?? null,
});

function WhoTicked({ tick }: { tick: Tick | null }) {
  if (!tick) return null;
  return (
    <div className="small t3">
      {tick.state === "open" && "taken back by "}
      <PlainText text={tick.by} />, <time dateTime={tick.at}>{utcMinute(tick.at)}</time>
      {tick.note && <p className="said t2">{tick.note}</p>}
    </div>
  );
}

/** A question with its answer; what stands behind it opens below. */
export function StepRow({ number, step, busy, onTick }: { number: number; step: GuideStep } & Ticking) {
  const { key, title, text, answer, facts, unknown, tick } = step;
  return (
    <li>
      <Checkbox
        size="xs"
        checked={isDone(step)}
        disabled={busy === key}
        label={`${number}. ${title}`}
        onChange={() => onTick(turned(key, tick))}
      />
      <div className="guide-under">
        {answer && <div className="small t2">{answer}</div>}
        <WhoTicked tick={tick} />
        <details className="small">
          <summary>What to look at</summary>
          <p className="t2">{text}</p>
          <Facts facts={facts} />
          {unknown && <p className="t3">{unknown}</p>}
          <Note step={step} busy={busy} onTick={onTick} />
        </details>
      </div>
    </li>
  );
}

function Facts({ facts }: { facts: GuideFact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl className="guide-facts">
      {facts.map(({ label, value, href }) => (
        <div key={`${label} ${value}`}>
          <dt>
            <PlainText text={label} />
          </dt>
          <dd>
            {href ? (
              <Link href={href}>
                <PlainText text={value} />
              </Link>
            ) : (
              <PlainText text={value} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Note({ step: { key, title, tick }, busy, onTick }: { step: GuideStep } & Ticking) {
  const [note, setNote] = useState("");
  const send = () => {
    onTick({ step: key, state: "done", note: note.trim(), seen: tick?.id ?? null });
    setNote("");
  };
  return (
    <div className="stack tight">
      <Textarea
        size="xs"
        aria-label={`Note on: ${title}`}
        placeholder="What you found"
        autosize
        minRows={1}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button
        variant="default"
        size="compact-xs"
        disabled={note.trim() === ""}
        loading={busy === key}
        onClick={send}
      >
        Tick it with this note
      </Button>
    </div>
  );
}

export function ActionRow({ action, busy, onTick }: { action: GuideStage["actions"][number] } & Ticking) {
  return (
    <li>
      <Checkbox
        size="xs"
        checked={isDone(action)}
        disabled={busy === action.key}
        label={action.text}
        onChange={() => onTick(turned(action.key, action.tick))}
      />
      <div className="guide-under">
        <WhoTicked tick={action.tick} />
      </div>
    </li>
  );
}
