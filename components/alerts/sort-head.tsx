"use client";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";

type Props = {
  word: string;
  /** How this column stands in the address; null where the list is sorted by another one. */
  order: "asc" | "desc" | null;
  className?: string;
  onSort: () => void;
};

/** A column head that sorts; the state is told to screen readers too. */
export function SortHead({ word, order, className, onSort }: Props) {
  const Icon = order === "asc" ? IconChevronUp : IconChevronDown;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={order === null ? undefined : order === "asc" ? "ascending" : "descending"}
    >
      <button type="button" className="sort" onClick={onSort}>
        {word}
        <Icon size={11} aria-hidden="true" style={{ visibility: order ? "visible" : "hidden" }} />
      </button>
    </th>
  );
}
