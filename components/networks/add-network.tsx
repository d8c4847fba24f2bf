"use client";
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Block } from "@/components/ui/block";
import { type NetworkDraft, sendNetwork } from "@/lib/enrich/api";
import { KIND_WORDS } from "@/lib/enrich/schema";
import { ListFields } from "./list-fields";
import { useChange } from "./use-change";

const EMPTY: NetworkDraft = {
  ...{ network: "", kind: "own-egress", label: "", owner: "", note: "", expiresAt: null },
};

/** One line for a list. What the server refuses it says in a sentence. */
export function AddNetwork() {
  const [draft, setDraft] = useState(EMPTY);
  const { change, said, isBusy } = useChange();
  const set = (part: Partial<NetworkDraft>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change(async () => {
      const { network } = await sendNetwork(draft);
      setDraft({ ...draft, network: "", note: "" });
      return `${network} is ${KIND_WORDS[draft.kind]} from now on. Rules that weigh sources look again.`;
    });
  };
  return (
    <Block title="Add a network">
      <form className="body" onSubmit={submit}>
        <div className="network-fields">
          <TextInput
            className="whole"
            label="Range, address or AS number"
            placeholder="192.0.2.0/24, 2001:db8::/32 or AS64496"
            required
            value={draft.network}
            onChange={(event) => set({ network: event.currentTarget.value })}
          />
          <ListFields
            draft={draft}
            onChange={set}
            examples={{ label: "Office Delft", owner: "Network team" }}
          />
          <TextInput
            label="Until (UTC day, empty: further notice)"
            placeholder="2026-12-31"
            value={draft.expiresAt ?? ""}
            onChange={(event) => set({ expiresAt: event.currentTarget.value.trim() || null })}
          />
          <TextInput
            className="whole"
            label="Note"
            value={draft.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
        </div>
        <div className="row wrap">
          <Button type="submit" loading={isBusy}>
            Add it
          </Button>
          <span className="small grow" role="status">
            {said}
          </span>
        </div>
      </form>
    </Block>
  );
}
