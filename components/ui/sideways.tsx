import type { ReactNode } from "react";

/** Holds a table that may be wider than the page. */
export function Sideways({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
