import type { AlertView } from "@/lib/alert/api";
import { AlertQuery, type AlertSort } from "@/lib/alert/schema";

/** What stands in the page's address, as text; `status=all` is the page's own word for no status filter. */
export type Params = Record<string, string | string[] | undefined>;

/** Unless the address says otherwise: what still needs somebody, the gravest first. */
const OPEN = "new,active";
const DEFAULT_SORT: AlertSort = "severity";

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/**
 * The list to ask for. Each part is parsed with the schema that the API parses it with; a part that the API
 * would refuse is left out, so that a mistyped link still shows a list.
 */
export function askedOf(params: Params): AlertView {
  const view: AlertView = { status: OPEN, sort: DEFAULT_SORT, order: "desc" };
  for (const [name, schema] of Object.entries(AlertQuery.shape)) {
    const value = one(params[name]);
    if (value && schema.safeParse(value).success) view[name as keyof AlertView] = value;
  }
  if (one(params.status) === "all") delete view.status;
  return view;
}

const FILTERS = ["severity", "rule", "origin", "from", "to", "classification", "suppressed"] as const;

/** Whether anything but the status narrows the list. */
export const isNarrowed = (view: AlertView): boolean => FILTERS.some((name) => view[name]);

/** The address's changes that sort by a column, or turn its order round when it is sorted by it already. */
export function sortBy(view: AlertView, sort: AlertSort): { sort: string; order: string; cursor: null } {
  const isTurned = view.sort === sort && view.order !== "asc";
  return { sort, order: isTurned ? "asc" : "desc", cursor: null };
}

/** How a column stands, for its head. */
export const orderOf = (view: AlertView, sort: AlertSort): "asc" | "desc" | null =>
  view.sort === sort ? (view.order === "asc" ? "asc" : "desc") : null;
