import { type ReactNode, useId } from "react";

type Props = {
  title?: ReactNode;
  /** One quiet line beside the title: a count, a range. */
  note?: ReactNode;
  /** Controls at the right end of the head. */
  right?: ReactNode;
  foot?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A block groups; it does not decorate: one hairline, no shadow, never inside another block. */
export function Block({ title, note, right, foot, className, children }: Props) {
  const id = useId();
  return (
    <section className={className ? `block ${className}` : "block"} aria-labelledby={title ? id : undefined}>
      {title && (
        <header>
          <h2 id={id}>{title}</h2>
          {note && <span className="t3 clip">{note}</span>}
          <span className="grow" />
          {right}
        </header>
      )}
      {children}
      {foot && <footer>{foot}</footer>}
    </section>
  );
}
