"use client";
import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { askOfImport, removalOptions } from "@/lib/intake/api";
import type { Import, Removal } from "@/lib/intake/schema";
import { useAsk } from "./use-ask";

/** How many other imports are named before the rest is counted. */
const NAMED = 10;

const several = (n: number, one: string, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** Says what removing means before it is done. */
export function RemoveDialog({ item, onClose }: { item: Import; onClose: () => void }) {
  const { ask, isAsking, failure } = useAsk(onClose);
  const { data: removal, error } = useQuery(removalOptions(item.id));
  return (
    <Modal
      opened
      onClose={onClose}
      title={<span className="dialog-title">Remove this import</span>}
      size={560}
    >
      <p className="t2 dialog-lead">
        <PlainText text={item.filename} />
      </p>
      <div aria-live="polite">
        {removal ? <Meaning removal={removal} /> : <p className="t2">Counting what it holds.</p>}
        {error && <p role="alert">{error.message}</p>}
      </div>
      <div className="row wrap">
        <Button
          color="red"
          disabled={!removal}
          loading={isAsking}
          onClick={() => ask(() => askOfImport.remove(item.id))}
        >
          Remove it
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <span className="small grow" role="alert">
          {failure}
        </span>
      </div>
    </Modal>
  );
}

function alertsWords(alerts: number, ruled: number): string {
  if (alerts === 0) return "No alert holds rows of it.";
  const looked = `${several(alerts, "alert holds", "alerts hold")} rows of it and will be counted anew`;
  if (ruled === 0) return `${looked}; nobody has ruled on ${alerts === 1 ? "it" : "them"} yet.`;
  return `${looked}; ${ruled === 1 ? "the one" : `the ${count(ruled)}`} with rulings ${ruled === 1 ? "stays" : "stay"}, as ruled.`;
}

function Meaning({ removal }: { removal: Removal }) {
  const { events, readAgain, alerts, ruled } = removal;
  const others = readAgain.length - NAMED;
  return (
    <ul className="removal">
      <li>{several(events, "event")} and what was counted of them go. This cannot be undone.</li>
      <li>{alertsWords(alerts, ruled)}</li>
      {readAgain.length === 0 ? (
        <li>No other import shares rows with it.</li>
      ) : (
        <li>
          {several(readAgain.length, "import shares", "imports share")} rows with it and{" "}
          {readAgain.length === 1 ? "is" : "are"} read again:
          <ul>
            {readAgain.slice(0, NAMED).map(({ id, filename }) => (
              <li key={id}>
                <PlainText text={filename} />
              </li>
            ))}
          </ul>
          {others > 0 && `and ${several(others, "other")}`}
        </li>
      )}
      <li>The audit trail keeps who removed it.</li>
    </ul>
  );
}
