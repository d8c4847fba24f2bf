import type { ReactNode } from "react";
import { Sideways } from "./sideways";

/** A column's head; `wide` ones are left out on a phone, `num` ones stand to the right. */
export type Head = { word: string; className?: "num" | "wide" | "num wide" };

export function HeadRow({ heads }: { heads: readonly Head[] }) {
  return (
    <thead>
      <tr>
        {heads.map(({ word, className }) => (
          <th key={word} scope="col" className={className}>
            {word}
          </th>
        ))}
      </tr>
    </thead>
  );
}

type Props = {
  /** Names the box and the table for those who hear the page: "Table of the codes". */
  label: string;
  heads: readonly Head[];
  className?: string;
  /** The rows. */
  children: ReactNode;
};

/** A table in a box of its own, one row of heads above its rows. */
export function DataTable({ label, heads, className = "tbl", children }: Props) {
  return (
    <Sideways label={label}>
      <table className={className}>
        <caption className="unseen">{label}</caption>
        <HeadRow heads={heads} />
        <tbody>{children}</tbody>
      </table>
    </Sideways>
  );
}
