"use client";
import { useSearchParams } from "next/navigation";

/** What to change in the address; null or "" takes a parameter away. */
export type Changes = Record<string, string | null | undefined>;

/** The address's parameters with some changed, as "?a=b", or "" when none is left. */
export function searchWith(params: URLSearchParams, changes: Changes): string {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next.size ? `?${next}` : "";
}

/**
 * The address is the page's state. `change` writes a new entry of the browser's history without asking the
 * server for the page again: what depends on it is a query of its own.
 */
export function useView() {
  const params = useSearchParams();
  const change = (changes: Changes) =>
    window.history.pushState(null, "", `${window.location.pathname}${searchWith(params, changes)}`);
  return { params, view: Object.fromEntries(params), change };
}
