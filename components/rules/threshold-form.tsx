"use client";
import { Button, NumberInput, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute } from "@/components/ui/utc";
import { sendThresholds } from "@/lib/detection/api";
import type { RuleInfo } from "@/lib/detection/schema";
import { thresholdWords } from "./threshold-words";

type Chosen = { thresholds: Record<string, number>; reason: string };

/** "1,000 names" → 1000: the field shows unit and separators, and sends them. */
const numberIn = (shown: FormDataEntryValue | null) => Number.parseInt(String(shown).replaceAll(",", ""), 10);

const suffixOf = (ruleId: string, name: string) => {
  const { unit } = thresholdWords(ruleId, name);
  return unit && ` ${unit}`;
};

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** What the form says; a threshold at the catalogue's own value is not named. */
function chosenIn(form: HTMLFormElement, rule: RuleInfo): Chosen {
  const data = new FormData(form);
  const values = Object.entries(rule.thresholds).map(([name, own]) => ({
    name,
    own,
    value: numberIn(data.get(name)),
  }));
  const changed = values.filter(({ own, value }) => value !== own.default);
  return {
    thresholds: Object.fromEntries(changed.map(({ name, value }) => [name, value])),
    reason: String(data.get("reason")),
  };
}

function Past({ rule }: { rule: RuleInfo }) {
  return (
    <ol className="body steps">
      {rule.settings.map(({ revision, thresholds, reason, setBy, at }) => (
        <li key={revision}>
          <span className="medium">
            {Object.entries(thresholds)
              .map(([name, value]) => {
                const { label, unit } = thresholdWords(rule.id, name);
                return `${label} ${count(value)} ${unit}`;
              })
              .join(", ") || "The catalogue\u2019s own"}
          </span>
          <div className="t2">
            <PlainText text={reason} />
          </div>
          <div className="small t3">
            <PlainText text={setBy} />, {utcMinute(at)}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The numbers that decide, to be changed with a reason; all data is evaluated anew afterwards. */
export function ThresholdForm({ rule }: { rule: RuleInfo }) {
  const router = useRouter();
  const save = useMutation({
    mutationFn: (chosen: Chosen) => sendThresholds(rule.id, rule.revision, chosen),
    onSuccess: () => router.refresh(),
  });
  if (rule.isFixed) {
    return (
      <Block title="Thresholds">
        <p className="body t2">
          This rule is kept as its seed has it, for comparison. Its thresholds are fixed; run it yourself with
          others.
        </p>
      </Block>
    );
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    save.mutate(chosenIn(event.currentTarget, rule));
  }
  return (
    <Block title="Thresholds" note="a change evaluates anew">
      <form className="body stack tight" onSubmit={submit} key={rule.revision}>
        {Object.entries(rule.thresholds).map(([name, { value, default: own, meaning }]) => (
          <NumberInput
            key={name}
            name={name}
            label={thresholdWords(rule.id, name).label}
            description={`${capital(meaning)}; ${count(own)} in the catalogue`}
            suffix={suffixOf(rule.id, name)}
            thousandSeparator=","
            defaultValue={value}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            required
            withAsterisk={false}
          />
        ))}
        <Textarea
          name="reason"
          label="Reason"
          required
          withAsterisk={false}
          maxLength={2000}
          autosize
          minRows={2}
        />
        <div className="row">
          <Button type="submit" disabled={save.isPending}>
            Set thresholds
          </Button>
        </div>
        {save.error && (
          <span className="small" role="alert">
            {save.error.message}
          </span>
        )}
      </form>
      {rule.settings.length > 0 && <Past rule={rule} />}
    </Block>
  );
}
