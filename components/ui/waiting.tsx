import { Skeleton } from "@mantine/core";

/** A page that is being read: as many quiet bars as it will roughly have rows. */
export function Waiting({ rows = 8 }: { rows?: number }) {
  return (
    <div className="page stack" role="status" aria-label="Reading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <Skeleton key={row} height={row === 0 ? 44 : 28} animate={false} />
      ))}
    </div>
  );
}
