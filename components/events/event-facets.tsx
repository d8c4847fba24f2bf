"use client";
import { ActionIcon } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { AnswerMark } from "@/components/charts/answer-mark";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { visibleText } from "@/components/ui/visible-text";
import { Answer } from "@/lib/event/schema";
import type { EventView } from "@/lib/insight/event-api";
import type { EventFacets, Facet } from "@/lib/insight/event-schema";
import { FIELD_WORD, type Field, stateOf, toggled, valueWord, WORD_FIELDS } from "./event-view";

const SHOWN = ["answer", "vector", "code", "app", "origin", "account"] as const;
type Shown = (typeof SHOWN)[number];

type Props = { view: EventView; facets: EventFacets; onChange: (field: Field, text: string | null) => void };

/** What the search holds most of, each value a filter. */
export function EventFacetList({ view, facets, onChange }: Props) {
  return (
    <div className="stack tight">
      {facets.isCut && (
        <p className="small t2">Counted over the newest {count(facets.counted)} events of this search.</p>
      )}
      {SHOWN.map((field) => (
        <FacetBlock key={field} field={field} facet={facets[field]} view={view} onChange={onChange} />
      ))}
    </div>
  );
}

type BlockProps = { field: Shown; facet: Facet; view: EventView; onChange: Props["onChange"] };

function FacetBlock({ field, facet, view, onChange }: BlockProps) {
  if (facet.values.length === 0) return null;
  return (
    <Block title={FIELD_WORD[field]} note={facet.more > 0 ? `${count(facet.more)} more` : undefined}>
      <ul className="facet">
        {facet.values.map(({ value, count: n }) => (
          <Value key={value} field={field} value={value} n={n} view={view} onChange={onChange} />
        ))}
      </ul>
    </Block>
  );
}

function Word({ field, value }: { field: Shown; value: string }) {
  const answer = field === "answer" ? Answer.safeParse(value) : null;
  if (answer?.success) return <AnswerMark answer={answer.data} />;
  return <PlainText text={valueWord(field, value)} />;
}

type ValueProps = Omit<BlockProps, "facet"> & { value: string; n: number };

function Value({ field, value, n, view, onChange }: ValueProps) {
  const state = stateOf(view, field, value);
  const name = `${FIELD_WORD[field]} ${visibleText(valueWord(field, value))}`;
  const canLeaveOut = (WORD_FIELDS as readonly Field[]).includes(field);
  return (
    <li className={state ? `facet-value ${state}` : "facet-value"}>
      <span className="clip grow">
        <Word field={field} value={value} />
      </span>
      <span className="num t2">{count(n)}</span>
      <ActionIcon
        variant={state === "in" ? "filled" : "subtle"}
        size="xs"
        aria-label={`Only ${name}`}
        aria-pressed={state === "in"}
        onClick={() => onChange(field, toggled(view, field, value, "in"))}
      >
        <IconPlus size={12} aria-hidden="true" />
      </ActionIcon>
      {canLeaveOut && (
        <ActionIcon
          variant={state === "out" ? "filled" : "subtle"}
          size="xs"
          aria-label={`Without ${name}`}
          aria-pressed={state === "out"}
          onClick={() => onChange(field, toggled(view, field, value, "out"))}
        >
          <IconMinus size={12} aria-hidden="true" />
        </ActionIcon>
      )}
    </li>
  );
}
