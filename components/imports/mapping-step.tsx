"use client";
import { Button, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { columnsOptions, previewOptions, sendMapping } from "@/lib/intake/mapping-api";
import type { Columns } from "@/lib/intake/mapping-schema";
import type { Import } from "@/lib/intake/schema";
import { draftOf, mappingOf } from "./mapping-draft";
import { FieldSelects, OutcomeFields, ReadingFields } from "./mapping-fields";
import { EventRows, FirstRows, previewWords, TimesTable } from "./mapping-preview";
import { useAsk } from "./use-ask";

/** A pause in typing after which the preview is asked for. */
const TYPING_MS = 300;

/** The step that a file with an unknown header waits for. */
export function MappingStep({ item }: { item: Import }) {
  return (
    <Block title="Say which column holds what" note={<PlainText text={item.filename} />}>
      <div className="body">
        <MappingForm item={item} />
      </div>
    </Block>
  );
}

/** Loads the columns, then lets them be named; `onDone` where the mapping was taken. */
export function MappingForm({ item, onDone }: { item: Import; onDone?: () => void }) {
  const { data, error } = useQuery(columnsOptions(item.id));
  if (error)
    return (
      <p role="alert" className="small">
        {error.message}
      </p>
    );
  if (!data) return <p className="small t2">Reading the first rows…</p>;
  return <Form item={item} columns={data} {...(onDone ? { onDone } : {})} />;
}

function Form({ item, columns, onDone }: { item: Import; columns: Columns; onDone?: () => void }) {
  const client = useQueryClient();
  const [draft, set] = useState(() => draftOf(columns, item));
  const [settled] = useDebouncedValue(draft, TYPING_MS);
  const { ask, isAsking, failure } = useAsk(() => {
    void client.invalidateQueries({ queryKey: ["columns", item.id] });
    onDone?.();
  });
  const shown = mappingOf(settled);
  const wanted = mappingOf(draft);
  const preview = useQuery(previewOptions(item.id, "mapping" in shown ? shown.mapping : null));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ("mapping" in wanted) ask(() => sendMapping(item.id, wanted.mapping));
  };
  const part = { columns, draft, set };
  const data = "mapping" in shown && !preview.error ? preview.data : undefined;
  const problem = "lacks" in wanted ? wanted.lacks : (preview.error?.message ?? failure);
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <FirstRows columns={columns} />
        <FieldSelects {...part} />
        <OutcomeFields {...part} />
        <ReadingFields draft={draft} set={set} />
        <p className="small" aria-live="polite">
          {data && previewWords(data)}
        </p>
        {data && <TimesTable times={data.times} />}
        {data && <EventRows preview={data} />}
        <p className="small t2">
          It is remembered for this header: the next file with it is read at once. The settings list what is
          remembered.
        </p>
        <div className="row wrap">
          <Button type="submit" loading={isAsking} disabled={"lacks" in wanted}>
            Read the file so
          </Button>
          <span className="small grow" role="alert">
            {problem}
          </span>
        </div>
      </Stack>
    </form>
  );
}
