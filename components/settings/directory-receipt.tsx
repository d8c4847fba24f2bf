"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { PlainText } from "@/components/ui/plain-text";
import { count, utcMinute } from "@/components/ui/utc";
import { directoryRejectsUrl } from "@/lib/enrich/directory-api";
import type { Directory, DirectoryField } from "@/lib/enrich/directory-schema";

const FIELD_WORDS: Record<DirectoryField, string> = {
  mail: "mail addresses",
  displayName: "display names",
  enabled: "who is enabled",
  privileged: "who is privileged",
  created: "when accounts were made",
};
const FIELDS = Object.keys(FIELD_WORDS) as DirectoryField[];

type Props = {
  item: Directory;
  /** Null where the reader may not. */
  remove: (() => void) | null;
  isLeaving: boolean;
  keep: () => void;
  confirm: () => void;
  isRemoving: boolean;
};

/** What was uploaded, by whom, and what became of its rows. */
export function DirectoryReceipt({ item, remove, isLeaving, keep, confirm, isRemoving }: Props) {
  const { rows, states, unreadBy, rejectedBy } = item;
  const missing = FIELDS.filter((field) => !states.includes(field));
  const unread = Object.entries(unreadBy).map(([field, n]) => `${field} in ${count(n)}`);
  return (
    <>
      <dl className="kv small directory-facts">
        <dt>File</dt>
        <dd>
          <PlainText text={item.filename} />
          {item.tenant !== "default" && <span className="t2"> for {item.tenant}</span>}
        </dd>
        <dt>Uploaded</dt>
        <dd>
          {utcMinute(item.uploadedAt)} by {item.uploadedBy}
        </dd>
        <dt>Accounts</dt>
        <dd>
          {count(rows.accepted)}
          {states.includes("privileged") && `, ${count(item.privileged)} privileged`}
          {states.includes("enabled") && `, ${count(item.disabled)} disabled`}
        </dd>
        <dt>Rows</dt>
        <dd>
          {count(rows.read)} read = {count(rows.accepted)} accepted + {count(rows.duplicate)} duplicate +{" "}
          {count(rows.rejected)} rejected
        </dd>
        {rows.rejected > 0 && (
          <>
            <dt>Rejected</dt>
            <dd>
              {Object.entries(rejectedBy)
                .map(([reason, n]) => `${reason}: ${count(n)}`)
                .join("; ")}
            </dd>
          </>
        )}
        {unread.length > 0 && (
          <>
            <dt>Not read</dt>
            <dd>{unread.join(", ")}; the accounts count all the same.</dd>
          </>
        )}
        {missing.length > 0 && (
          <>
            <dt>Does not say</dt>
            <dd>{missing.map((field) => FIELD_WORDS[field]).join(", ")}</dd>
          </>
        )}
      </dl>
      <div className="row wrap">
        {rows.rejected > 0 && (
          <Button
            component="a"
            href={directoryRejectsUrl(item.tenant)}
            download={`rejected-directory-${item.id}.ndjson`}
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={12} aria-hidden="true" />}
          >
            Download rejected rows
          </Button>
        )}
        {remove && !isLeaving && (
          <Button size="compact-xs" variant="default" onClick={remove}>
            Remove the directory
          </Button>
        )}
        {isLeaving && (
          <>
            <span className="small">
              All {count(rows.accepted)} accounts go. Alerts then say less of their names.
            </span>
            <Button size="compact-xs" color="red" loading={isRemoving} onClick={confirm}>
              Remove it
            </Button>
            <Button size="compact-xs" variant="default" onClick={keep}>
              Keep it
            </Button>
          </>
        )}
      </div>
    </>
  );
}
