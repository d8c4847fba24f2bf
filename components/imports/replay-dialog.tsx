"use client";
import { Button, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { PlainText } from "@/components/ui/plain-text";
import { askOfImport } from "@/lib/intake/api";
import { type Import, ImportDateOrder } from "@/lib/intake/schema";
import { useAsk } from "./use-ask";

const OWN = "own";

/** Reads a file again, with another zone or order of dates where the guess was wrong. */
export function ReplayDialog({ item, onClose }: { item: Import; onClose: () => void }) {
  const { ask, isAsking, failure } = useAsk(onClose);
  const [zone, setZone] = useState(item.timeZone ?? "");
  const [order, setOrder] = useState<string>(item.dateOrder ?? OWN);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const dateOrder = order === OWN ? null : ImportDateOrder.parse(order);
    void ask(() => askOfImport.replay(item.id, { timeZone: zone.trim() || null, dateOrder }));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={<span className="dialog-title">Read this file again</span>}
      size={560}
    >
      <p className="t2 dialog-lead">
        <PlainText text={item.filename} />
      </p>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Zone of times that state none"
            description="Europe/Berlin or +02:00; empty is UTC. A zone that the log states itself always counts."
            placeholder="UTC"
            maxLength={60}
            value={zone}
            onChange={(event) => setZone(event.currentTarget.value)}
          />
          <Radio.Group label="Dates such as 4/5/2026" value={order} onChange={setOrder}>
            <Radio value={OWN} label="As the file itself suggests" mt={6} />
            <Radio value="month-first" label="5 April: the month comes first" mt={6} />
            <Radio value="day-first" label="4 May: the day comes first" mt={6} />
          </Radio.Group>
          <p className="small t2">
            Every row is read anew. Imports that share rows with this one are read again too. Rulings on
            alerts stay.
          </p>
          <div className="row wrap">
            <Button type="submit" loading={isAsking}>
              Read again
            </Button>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <span className="small grow" role="alert">
              {failure}
            </span>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}
