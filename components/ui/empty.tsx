import type { ReactNode } from "react";

/** Emptiness is a sentence that says what to do next; `children` are the ways on. */
export function Empty({ title, why, children }: { title: string; why: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p className="t2">{why}</p>
      {children && <div className="row wrap">{children}</div>}
    </div>
  );
}
