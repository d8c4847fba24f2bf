import { IconChevronRight, IconMenu2 } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { NAV_ID } from "./nav-id";

type Props = {
  /** The page above this one. */
  above?: { href: string; word: string };
  title: ReactNode;
  /** True where the page's own text holds the first heading. */
  isQuiet?: boolean;
  /** A tag or a quiet note after the title. */
  note?: ReactNode;
  actions?: ReactNode;
};

/** The bar on top of every page: where one is, and the one time zone everything is written in. */
export function PageBar({ above, title, isQuiet, note, actions }: Props) {
  return (
    <div className="bar">
      <button type="button" className="menu-button" popoverTarget={NAV_ID} aria-label="Menu">
        <IconMenu2 size={18} aria-hidden="true" />
      </button>
      {above && (
        <>
          <Link href={above.href} className="t2 wide">
            {above.word}
          </Link>
          <IconChevronRight size={13} className="t3 wide" aria-hidden="true" />
        </>
      )}
      {isQuiet ? <span className="strong clip">{title}</span> : <h1 className="clip">{title}</h1>}
      {note}
      <span className="grow" />
      {actions}
      <span className="small t3 nowrap wide">All times UTC</span>
    </div>
  );
}
