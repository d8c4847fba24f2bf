import { NativeSelect, TextInput } from "@mantine/core";
import { KIND_WORDS, NETWORK_KINDS, NetworkKind } from "@/lib/enrich/schema";

const CHOICES = NETWORK_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }));

export type ListDraft = { kind: NetworkKind; label: string; owner: string };

type Props = {
  draft: ListDraft;
  onChange: (part: Partial<ListDraft>) => void;
  /** Examples of a list's name and of who keeps it. */
  examples: { label: string; owner: string };
};

/** What lines of a list share: what their networks are, the list's name, and who keeps it. */
export function ListFields({ draft, onChange, examples }: Props) {
  return (
    <>
      <NativeSelect
        label="It is"
        data={CHOICES}
        value={draft.kind}
        onChange={(event) => onChange({ kind: NetworkKind.parse(event.currentTarget.value) })}
      />
      <TextInput
        label="List"
        placeholder={examples.label}
        required
        value={draft.label}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
      />
      <TextInput
        label="Kept by"
        placeholder={examples.owner}
        required
        value={draft.owner}
        onChange={(event) => onChange({ owner: event.currentTarget.value })}
      />
    </>
  );
}
