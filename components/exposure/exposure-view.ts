import { ANSWER } from "@/components/charts/scales";
import { utcMinute } from "@/components/ui/utc";
import { Answer } from "@/lib/event/schema";
import { ExposureFilter, type ExposureSort, FIRST_ORDER, WATCHED } from "@/lib/insight/exposure-schema";

/** What stands in the page's address. */
export type Params = Record<string, string | string[] | undefined>;
export type ExposureView = Record<string, string>;

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** The parameters that the API would take; a mistyped one is left out, so that a link still shows a list. */
export function viewOf(params: Params): ExposureView {
  const view: ExposureView = {};
  for (const [name, schema] of Object.entries(ExposureFilter.shape)) {
    const value = one(params[name]);
    if (value && schema.safeParse(value).success) view[name] = value;
  }
  const cursor = one(params.cursor);
  if (cursor) view.cursor = cursor;
  return view;
}

/** The address of this page with some parameters changed; a page of another list is its first. */
export function hrefWith(view: ExposureView, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(view);
  next.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.size > 0 ? `/exposure?${next}` : "/exposure";
}

/** How a column stands, and the address that sorts by it or turns it round. */
export function sortOf(view: ExposureView, sort: ExposureSort) {
  const isOwn = (view.sort ?? "answer") === sort;
  const order = isOwn ? (view.order ?? FIRST_ORDER[sort]) : null;
  const turned = order === "asc" ? "desc" : "asc";
  return { order, href: hrefWith(view, { sort, order: isOwn ? turned : FIRST_ORDER[sort] }) };
}

/** A name that still tells two people apart on paper: its first letter, and where it belongs. */
export function masked(account: string): string {
  const [local = "", ...domain] = account.split("@");
  const first = [...local][0] ?? "";
  return `${first}•••${domain.length > 0 ? `@${domain.join("@")}` : ""}`;
}

const wordOf = (answer: string) => ANSWER[Answer.parse(answer)].word.toLowerCase();

/** What a printed list says of itself: which accounts, of when, and when it was made. */
export function onPaperOf({ alert, answer, from, to, benign }: ExposureView, now: Date): string {
  const parts = [
    "Rollcall, accounts known to flagged origins",
    answer ? answer.split(",").map(wordOf).join(", ") : "all confirmed",
    alert ? `alert A-${alert}` : "",
    from ? `first learned from ${utcMinute(from)}` : "",
    to ? `first learned before ${utcMinute(to)}` : "",
    benign === "true" ? "with those of benign alerts" : "",
    `as of ${utcMinute(now)}`,
  ];
  return `${parts.filter(Boolean).join("; ")}.`;
}

/** The choices of one answer; null is everything that is confirmed. */
export const CHOICES = [null, ...[...WATCHED].reverse()] as const;
