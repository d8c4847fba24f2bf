import { utcSecond, utcSecondClock, utcShortDay } from "./utc";

/** A moment in a table's cell: the day gives way first where the table is narrow. */
export function Instant({ at }: { at: string }) {
  return (
    <time dateTime={at} title={utcSecond(at)}>
      <span className="t3 wide">{utcShortDay(at)} </span>
      {utcSecondClock(at)}
    </time>
  );
}
