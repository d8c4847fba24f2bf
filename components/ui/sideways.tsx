import type { ReactNode } from "react";

/** Holds a table that may be wider than the page; a box that scrolls must be reachable by keyboard. */
export function Sideways({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="scroll-x" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
