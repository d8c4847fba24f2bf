"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { Empty } from "@/components/ui/empty";
import { importOptions, importsOptions, isUnderWay } from "@/lib/intake/api";
import type { Import } from "@/lib/intake/schema";
import { DropZone } from "./drop-zone";
import { History } from "./history";
import { Receipt } from "./receipt";
import { Rejects } from "./rejects";
import { RunningImport } from "./running-import";
import { UploadRow } from "./upload-row";
import { useUploads } from "./uploads";

const SECOND = 1000;

/** The list, asked for again every second while something runs: a reload loses no progress. */
function useImports() {
  return useQuery({
    ...importsOptions(),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? SECOND : 10 * SECOND),
    staleTime: 0,
  });
}

/** The import whose receipt is shown: the one in the address, else the newest that has ended. */
function useShown(items: Import[]): Import | undefined {
  const id = useSearchParams().get("import");
  const listed = items.find((item) => item.id === id);
  const older = useQuery({
    ...importOptions(id ?? ""),
    enabled: id !== null && listed === undefined,
    refetchInterval: false,
    retry: false,
  });
  const chosen = id === null ? undefined : (listed ?? older.data);
  if (chosen && !isUnderWay(chosen)) return chosen;
  return chosen ? undefined : items.find((item) => !isUnderWay(item));
}

/** When an import ends, what other pages show has changed too. */
function useFreshAfter(running: number) {
  const client = useQueryClient();
  useEffect(() => {
    if (running === 0)
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "imports" });
  }, [client, running]);
}

/** Drop files, watch them arrive, read what became of every row. */
export function ImportsBoard({ sample }: { sample: ReactNode }) {
  const router = useRouter();
  const { data, dataUpdatedAt, refetch, error } = useImports();
  const { uploads, add, cancel } = useUploads((id) => {
    router.replace(`/imports?import=${id}`, { scroll: false });
    void refetch();
  });
  const items = data?.items ?? [];
  const own = new Set(uploads.filter(({ state }) => state === "sending").map(({ file }) => file.name));
  const running = items.filter(
    (item) => isUnderWay(item) && !(item.status === "receiving" && own.has(item.filename)),
  );
  const shown = useShown(items);
  useFreshAfter(running.length);
  return (
    <div className="page stack imports">
      <DropZone onFiles={add} isBusy={uploads.length > 0} />
      {error && <p role="alert">{error.message}</p>}
      {uploads.map((upload) => (
        <UploadRow key={upload.key} upload={upload} onCancel={() => cancel(upload.key)} />
      ))}
      {running.map((item) => (
        <RunningImport key={`${item.id} ${item.status}`} item={item} seenAt={dataUpdatedAt} />
      ))}
      {shown && (
        <div className={shown.rows.rejected > 0 ? "cols even imports-pair" : "cols"}>
          <Receipt item={shown} />
          {shown.rows.rejected > 0 && <Rejects key={shown.id} item={shown} />}
        </div>
      )}
      {data && items.length === 0 && uploads.length === 0 && (
        <Empty
          title="No log has arrived yet"
          why="Drop an export above, or look at a synthetic week first: it goes the same way as a real file."
        />
      )}
      <History items={items} shownId={shown?.id} />
      <div className="row wrap">{sample}</div>
    </div>
  );
}
