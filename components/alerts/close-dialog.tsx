"use client";
import { Button, Modal, Radio, Select, Stack, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { PlainText } from "@/components/ui/plain-text";
import {
  type Alert,
  Category,
  Classification,
  ClassificationReason,
  REASONS,
  type Ruling,
} from "@/lib/alert/schema";
import { choiceOptions } from "@/lib/insight/api";
import { categoryOf, type Draft, missingIn, needsCategory, rulingOf, suggestionWords } from "./closing";
import { alertName, CATEGORY_WORD, CLASSIFICATION_MEANS, CLASSIFICATION_WORD, REASON_WORD } from "./words";

type Props = {
  alert: Alert;
  /** What the button that opened the dialog already said; null asks. */
  preset: Classification | null;
  comment: string;
  onComment: (comment: string) => void;
  isSending: boolean;
  /** Why the server refused, where it did. */
  failure: string | null;
  onClose: () => void;
  onRule: (ruling: Ruling) => void;
};

/** Closing says why. What was typed stays with the page when the dialog closes or the ruling is refused. */
export function CloseDialog({ alert, preset, ...rest }: Props) {
  const title =
    preset === "benign-positive" ? `Mark ${alertName(alert.id)} benign` : `Close ${alertName(alert.id)}`;
  return (
    <Modal opened onClose={rest.onClose} title={<span className="dialog-title">{title}</span>} size={560}>
      <p className="t2 dialog-lead">
        <PlainText text={alert.title} />
      </p>
      <Form alert={alert} preset={preset} {...rest} />
    </Modal>
  );
}

function Form({ alert, preset, comment, onComment, isSending, failure, onClose, onRule }: Props) {
  const [chosen, setChosen] = useState<Classification | null>(preset ?? alert.classification);
  const [reason, setReason] = useState<ClassificationReason | null>(null);
  const { data: choice } = useQuery(choiceOptions(alert.id));
  const [picked, setPicked] = useState<Category | null>(alert.category);
  const category = categoryOf(picked, choice?.suggested ?? null);
  const draft: Draft | null = chosen && { classification: chosen, reason, category, comment };
  const missing = draft ? missingIn(draft) : "Choose a classification.";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft && !missing) onRule(rulingOf(draft));
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {preset === null && <ClassificationChoice value={chosen} onChange={setChosen} />}
        {chosen && REASONS[chosen].length > 1 && (
          <Radio.Group
            label="What was wrong?"
            value={reason}
            onChange={(value) => setReason(ClassificationReason.parse(value))}
          >
            {REASONS[chosen].map((value) => (
              <Radio key={value} value={value} label={REASON_WORD[value]} mt={4} />
            ))}
          </Radio.Group>
        )}
        {chosen && needsCategory(chosen) && (
          <Select
            label="Which picture does it fit?"
            placeholder="Choose"
            data={Category.options.map((value) => ({ value, label: CATEGORY_WORD[value] }))}
            value={category}
            onChange={(value) => setPicked(value === null ? null : Category.parse(value))}
            maxDropdownHeight={340}
            allowDeselect={false}
            description={suggestionWords(choice, category)}
          />
        )}
        <Textarea
          label="Comment"
          placeholder="Why? The next analyst reads this first."
          autosize
          minRows={2}
          maxLength={30_000}
          value={comment}
          onChange={(event) => onComment(event.currentTarget.value)}
        />
        <div className="row wrap">
          <Button type="submit" disabled={missing !== null} loading={isSending}>
            Close the alert
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <span className="small t2 grow" role="status">
            {missing ?? failure}
          </span>
        </div>
      </Stack>
    </form>
  );
}

type ChoiceProps = { value: Classification | null; onChange: (value: Classification) => void };

function ClassificationChoice({ value, onChange }: ChoiceProps) {
  return (
    <Radio.Group label="What was it?" value={value} onChange={(next) => onChange(Classification.parse(next))}>
      {Classification.options.map((option) => (
        <Radio
          key={option}
          value={option}
          label={CLASSIFICATION_WORD[option]}
          description={CLASSIFICATION_MEANS[option]}
          mt={6}
        />
      ))}
    </Radio.Group>
  );
}
