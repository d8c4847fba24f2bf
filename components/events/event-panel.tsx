"use client";
import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { AccountLink, accountHref } from "@/components/accounts/account-link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { SeverityMark } from "@/components/charts/severity-mark";
import { originWords } from "@/components/origins/origin-words";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcDay } from "@/components/ui/utc";
import { eventOptions } from "@/lib/insight/event-api";
import type { EventDetail } from "@/lib/insight/event-schema";
import { placeOf } from "./event-table";
import { VECTOR_WORD } from "./event-view";
import { OriginalRecord } from "./original-record";

/** One event with every field, what it belongs to, and the record it was read from. */
export function EventPanel({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size={520}
      title="Event"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close the event" }}
    >
      {id && <Held key={id} id={id} />}
    </Drawer>
  );
}

function Held({ id }: { id: string }) {
  const event = useQuery(eventOptions(id));
  if (event.isPending) return <p className="t2">Reading the event</p>;
  if (event.isError) return <p role="alert">{event.error.message}</p>;
  return (
    <div className="stack">
      <Belongs event={event.data} />
      <dl className="kv">
        {fieldsOf(event.data).map(([name, value]) => (
          <Field key={name} name={name} value={value} />
        ))}
      </dl>
      <OriginalRecord id={id} record={event.data.record} />
    </div>
  );
}

function Field({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof value === "string" ? <PlainText text={value} ifEmpty="not in the log" /> : value}</dd>
    </>
  );
}

/** Where to go on from here. */
function Belongs({ event }: { event: EventDetail }) {
  const account = accountHref(event.account);
  return (
    <div className="stack tight">
      <div className="row wrap">
        <Link className="link" href={`/origins/${encodeURIComponent(event.origin ?? "~none")}`}>
          This origin
        </Link>
        {account && (
          <Link className="link" href={account}>
            This account
          </Link>
        )}
        <Link className="link" href={`/imports?import=${event.importId}`}>
          Import {event.importId}
        </Link>
      </div>
      {event.alerts.length === 0 && <p className="small t2">No alert holds this origin at that time.</p>}
      {event.alerts.map(({ id, title, severity }) => (
        <div key={id} className="row">
          <SeverityMark severity={severity} />
          <Link className="link clip" href={`/alerts/${id}`}>
            A-{id} <PlainText text={title} />
          </Link>
        </div>
      ))}
    </div>
  );
}

const timeOf = ({ at, isIngestTime }: EventDetail) =>
  `${utcDay(at)}, ${at.slice(11, -1)} UTC${isIngestTime ? " (when it was ingested; the log says no other)" : ""}`;

function answerOf({ answer, mfaMissing, class: kind }: EventDetail): ReactNode {
  if (!answer) return "answers nobody";
  return (
    <span className="row wrap">
      <AnswerMark answer={answer} />
      {mfaMissing && <span className="tag">no second factor</span>}
      {kind.endsWith("?") && <span className="tag">unclear: sources disagree</span>}
    </span>
  );
}

const INTERACTIVE = new Map<boolean | null, string>([
  [true, "yes"],
  [false, "no"],
  [null, ""],
]);

/** Every field by name; "" where the log has none. */
function fieldsOf(event: EventDetail): [string, ReactNode][] {
  return [
    ["Time", timeOf(event)],
    ["Tenant", event.isSample ? `${event.tenant} (synthetic)` : event.tenant],
    ["Vector", VECTOR_WORD[event.vector] ?? event.vector],
    ["Answer", answerOf(event)],
    ["Code", event.code],
    ["Description", event.description],
    ["Operation", event.operation],
    ["Activity", event.activity],
    ["Qualifier", event.qualifier],
    ["Class", event.class],
    ["Account as typed", <AccountLink key="account" account={event.account} name={event.name} />],
    ["Account", event.account],
    ["Origin", event.origin ? originWords(event.origin) : ""],
    ["Place", placeOf(event)],
    ["Application", event.app],
    ["Application id", event.appId],
    ["Client", event.clientApp],
    ["Agent", event.userAgent],
    ["Protocol", event.protocol],
    ["Interactive", INTERACTIVE.get(event.interactive) ?? ""],
    ["Correlation", event.correlationId ?? ""],
    ...Object.entries(event.facts),
    ["Record", `${count(event.record.length)} bytes at byte ${count(event.record.offset)}`],
  ];
}
