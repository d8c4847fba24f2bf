import { Button } from "@mantine/core";
import Link from "next/link";
import { ANSWER } from "@/components/charts/scales";
import { CHOICES, type ExposureView, hrefWith } from "./exposure-view";

const DAY = 86_400_000;
const dayOf = (at: string | undefined, shift = 0) =>
  at ? new Date(Date.parse(at) - shift).toISOString().slice(0, 10) : "";

/** The filters are links and a form: the address is the view, and works without a script. */
export function ExposureFilters({ view }: { view: ExposureView }) {
  const isNarrowed = Boolean(view.alert || view.from || view.to || view.answer);
  return (
    <search className="row wrap filters screen-only" aria-label="Filter exposed accounts">
      <nav className="tabs" aria-label="Answer">
        {CHOICES.map((answer) => (
          <Link
            key={answer ?? "all"}
            href={hrefWith(view, { answer })}
            aria-current={(view.answer ?? null) === answer ? "true" : undefined}
          >
            {answer ? ANSWER[answer].word : "All confirmed"}
          </Link>
        ))}
      </nav>
      <form action="/exposure" className="row wrap">
        {["answer", "benign", "sort", "order"].map(
          (name) => view[name] && <input key={name} type="hidden" name={name} value={view[name]} />,
        )}
        <label className="small t2 row">
          Alert
          <input className="date" name="alert" inputMode="numeric" size={8} defaultValue={view.alert ?? ""} />
        </label>
        <label className="small t2 row">
          First learned from
          <input type="date" className="date" name="fromDay" defaultValue={dayOf(view.from)} />
        </label>
        <label className="small t2 row">
          to
          <input type="date" className="date" name="toDay" defaultValue={dayOf(view.to, 1)} />
        </label>
        <Button type="submit" variant="default" size="compact-xs">
          Show
        </Button>
      </form>
      {isNarrowed && (
        <Link className="link small" href="/exposure">
          Clear filters
        </Link>
      )}
    </search>
  );
}

/** The days of the form as the half-open range of the API; what is no day is left out. */
export function rangeOfDays({ fromDay, toDay }: Record<string, string | string[] | undefined>) {
  const at = (day: string | string[] | undefined, shift: number) => {
    const ms = typeof day === "string" && day !== "" ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
    return Number.isNaN(ms) ? undefined : new Date(ms + shift).toISOString();
  };
  return { from: at(fromDay, 0), to: at(toDay, DAY) };
}
