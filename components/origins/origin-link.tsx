import Link from "next/link";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { shownText } from "@/lib/stored-text";
import { OriginName } from "./origin-table";

/** The page of an origin; of rows without an address there is one, too. */
export const originHref = (origin: string | null): string =>
  `/origins/${encodeURIComponent(shownText(origin ?? NO_ORIGIN))}`;

/** An origin leading to who it is over time. */
export function OriginLink({ origin }: { origin: string }) {
  return (
    <Link className="link" href={originHref(origin)} prefetch={false}>
      <OriginName origin={origin} />
    </Link>
  );
}
