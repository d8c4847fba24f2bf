"use client";
import { Button, FileInput, Switch } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { sendList } from "@/lib/enrich/api";
import type { NetworkReceipt } from "@/lib/enrich/schema";
import { type ListDraft, ListFields } from "./list-fields";
import { useChange } from "./use-change";

function Receipt({ receipt }: { receipt: NetworkReceipt }) {
  const { lines, added, changed, unchanged, rejected, removed, rejects } = receipt;
  return (
    <div className="stack tight">
      <p>
        {count(lines)} {lines === 1 ? "line" : "lines"}: {count(added)} added, {count(changed)} changed,{" "}
        {count(unchanged)} as they were, {count(rejected)} rejected.
        {removed > 0 && ` ${count(removed)} that are no longer named are gone.`}
      </p>
      {rejects.length > 0 && (
        <ul className="plain-list network-rejects">
          {rejects.map(({ line, text, reason }) => (
            <li key={line}>
              <span className="t3">Line {count(line)}</span> <PlainText text={text} />{" "}
              <span className="t2">{reason}</span>
            </li>
          ))}
          {rejected > rejects.length && (
            <li className="t2">and {count(rejected - rejects.length)} more rejected lines</li>
          )}
        </ul>
      )}
    </div>
  );
}

type Shared = ListDraft & { replace: string };

/** A whole list from a file: plain lines, or the CSV that the export writes. */
export function ImportList() {
  const [file, setFile] = useState<File | null>(null);
  const [shared, setShared] = useState<Shared>({ kind: "tor", label: "", owner: "", replace: "false" });
  const [receipt, setReceipt] = useState<NetworkReceipt | null>(null);
  const { change, said, isBusy } = useChange();
  const set = (part: Partial<typeof shared>) => setShared({ ...shared, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    change(async () => {
      setReceipt(null);
      setReceipt(await sendList(await file.text(), shared));
      return "Read.";
    });
  };
  return (
    <Block title="Read a list from a file">
      <form className="body stack tight" onSubmit={submit}>
        <div className="network-fields">
          <FileInput
            className="whole"
            label="File"
            inputWrapperOrder={["label", "input", "description"]}
            description="One range, address or AS number a line; # begins a comment. Or the CSV of the export."
            placeholder="Choose a file"
            required
            value={file}
            onChange={setFile}
          />
          <ListFields draft={shared} onChange={set} examples={{ label: "Tor exits", owner: "SOC" }} />
          <Switch
            label="Take away what the file no longer names"
            checked={shared.replace === "true"}
            onChange={(event) => set({ replace: String(event.currentTarget.checked) })}
          />
        </div>
        <div className="row wrap">
          <Button type="submit" loading={isBusy} disabled={!file}>
            Read it
          </Button>
          <span className="small grow" role="status">
            {said}
          </span>
        </div>
        {receipt && <Receipt receipt={receipt} />}
      </form>
    </Block>
  );
}
