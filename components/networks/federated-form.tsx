"use client";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { useChange } from "./use-change";

type Attempt = { ok: true; value: null } | { ok: false; message: string };
type Props = { domains: string[]; save: (domains: string[]) => Promise<Attempt>; canSave: boolean };

/** Domains that another identity provider signs in; alerts say that what failed there is not seen here. */
export function FederatedForm({ domains, save, canSave }: Props) {
  const [text, setText] = useState(domains.join("\n"));
  const { change, said, isBusy } = useChange();
  const submit = () =>
    change(async () => {
      const done = await save(text.split(/[\s,]+/).filter(Boolean));
      return done.ok ? "Saved. Every alert says so of its names from now on." : done.message;
    });
  return (
    <Block title="Federated domains" note={canSave ? undefined : "set by administrators"}>
      <div className="body stack tight">
        <Textarea
          label="One domain a line"
          description="Passwords of these domains are checked by another provider (AD FS and others), so its log holds what failed."
          placeholder="contoso.example"
          autosize
          minRows={2}
          maxRows={10}
          disabled={!canSave}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className="row wrap">
          <Button onClick={submit} loading={isBusy} disabled={!canSave}>
            Save the domains
          </Button>
          <span className="small grow" role="status">
            {said}
          </span>
        </div>
      </div>
    </Block>
  );
}
