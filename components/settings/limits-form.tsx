"use client";
import { Button, NumberInput, Switch } from "@mantine/core";
import { type FormEvent, useState, useTransition } from "react";
import { Block } from "@/components/ui/block";
import { LIMIT_WORDS, type Limits } from "@/lib/intake/limits";

type Size = Exclude<keyof Limits, "packUploads">;
type Field = { name: Size; unit: string; factor: number; why: string };

const MIB = 1024 * 1024;

const FIELDS: readonly Field[] = [
  { name: "uploadBytes", unit: "MiB", factor: MIB, why: "What is larger is refused while it arrives (413)." },
  {
    name: "unpackedBytes",
    unit: "MiB",
    factor: MIB,
    why: "A packed file is read so far; the rows before are kept.",
  },
  {
    name: "compressionRatio",
    unit: "times",
    factor: 1,
    why: "Logs pack 10 to 50 times; a bomb 1,000 times. Looked at from 64 MiB on.",
  },
  { name: "recordBytes", unit: "KiB", factor: 1024, why: "A longer record is rejected and passed over." },
  {
    name: "lineBytes",
    unit: "KiB",
    factor: 1024,
    why: "A longer CSV row, line breaks in cells included, is rejected and passed over.",
  },
  {
    name: "freeDiskBytes",
    unit: "MiB",
    factor: MIB,
    why: "No upload is taken that would leave less. Empty: a twentieth of the disk, at most 1 GiB.",
  },
  {
    name: "uploadHours",
    unit: "hours",
    factor: 1,
    why: "One that nobody went on with for so long is given up, and its bytes are removed.",
  },
];

const shown = (bytes: number | null, factor: number) => (bytes === null ? "" : bytes / factor);

/** Only the reserve may be left to Rollcall. */
const meant = (name: Size, value: string | number, factor: number) =>
  name === "freeDiskBytes" && value === "" ? null : Math.round(Number(value) * factor);

type Props = {
  limits: Limits;
  save: (limits: Limits) => Promise<{ ok: true } | { ok: false; message: string }>;
  canSave: boolean;
};

/** What an upload may cost. Everybody may read it; administrators set it. */
export function LimitsForm({ limits, save, canSave }: Props) {
  const [draft, setDraft] = useState(limits);
  const [said, setSaid] = useState<string | null>(null);
  const [isSaving, start] = useTransition();
  const set = (change: Partial<Limits>) => {
    setSaid(null);
    setDraft({ ...draft, ...change });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const done = await save(draft);
      setSaid(done.ok ? "Saved. It holds from the next upload on." : done.message);
    });
  };
  return (
    <Block title="Limits of an upload" note={canSave ? undefined : "set by administrators"}>
      <form className="body" onSubmit={submit}>
        <div className="settings-fields">
          {FIELDS.map(({ name, unit, factor, why }) => (
            <NumberInput
              key={name}
              label={`${LIMIT_WORDS[name]} (${unit})`}
              description={why}
              inputWrapperOrder={["label", "input", "description"]}
              min={0}
              allowDecimal={false}
              allowNegative={false}
              thousandSeparator=","
              disabled={!canSave}
              value={shown(draft[name], factor)}
              onChange={(value) => set({ [name]: meant(name, value, factor) })}
            />
          ))}
        </div>
        <Switch
          label={LIMIT_WORDS.packUploads}
          description="While nothing else is to be done, uploads that were read are rewritten packed, so that any event shows the bytes it came from at once."
          checked={draft.packUploads}
          disabled={!canSave}
          onChange={(event) => set({ packUploads: event.currentTarget.checked })}
          mb={16}
        />
        <div className="row wrap">
          <Button type="submit" disabled={!canSave} loading={isSaving}>
            Save the limits
          </Button>
          <span className="small grow" role="status">
            {said}
          </span>
        </div>
      </form>
    </Block>
  );
}
