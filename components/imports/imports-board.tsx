"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Empty } from "@/components/ui/empty";
import { importOptions, importsOptions, isUnderWay } from "@/lib/intake/api";
import type { Import } from "@/lib/intake/schema";
import { type Skipped, sortOut } from "./chosen-files";
import { DropZone } from "./drop-zone";
import { History } from "./history";
import { type Interrupted, interruptedOptions } from "./interrupted";
import { InterruptedUploads } from "./interrupted-uploads";
import { MappingStep } from "./mapping-step";
import { Receipt } from "./receipt";
import { Rejects } from "./rejects";
import { RunningImport } from "./running-import";
import { SkippedFiles } from "./skipped-files";
import type { Upload } from "./upload-queue";
import { UploadRows } from "./upload-row";
import { queue, useUploads } from "./uploads";

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

/** Uploads that were broken off, asked for again whenever this tab begins or ends one. */
function useInterrupted(uploads: readonly Upload[]): readonly Interrupted[] {
  const client = useQueryClient();
  const { data = [] } = useQuery(interruptedOptions());
  const began = uploads.filter(({ importId }) => importId !== null).length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is counted is when to look again
  useEffect(() => {
    void client.invalidateQueries({ queryKey: interruptedOptions().queryKey });
  }, [client, began, uploads.length]);
  const own = new Set(uploads.map(({ importId }) => importId));
  return data.filter(({ importId }) => !own.has(importId));
}

/** What this page takes: files that go into the queue, and those that were skipped. */
function useChoice() {
  const [skipped, setSkipped] = useState<readonly Skipped[]>([]);
  const choose = (files: File[]) => {
    const sorted = sortOut(files);
    setSkipped(sorted.skipped);
    queue.add(sorted.chosen);
  };
  return { skipped, choose, dismiss: () => setSkipped([]) };
}

/** Drop files, watch them arrive, read what became of every row. */
export function ImportsBoard({ sample }: { sample: ReactNode }) {
  const router = useRouter();
  const { data, dataUpdatedAt, refetch, error } = useImports();
  const onArrived = useCallback(
    (id: string) => {
      router.replace(`/imports?import=${id}`, { scroll: false });
      void refetch();
    },
    [router, refetch],
  );
  const uploads = useUploads(onArrived);
  const interrupted = useInterrupted(uploads);
  const { skipped, choose, dismiss } = useChoice();
  const items = data?.items ?? [];
  const own = new Set([...uploads, ...interrupted].map(({ importId }) => importId));
  const running = items.filter(
    (item) => isUnderWay(item) && !(item.status === "receiving" && own.has(item.id)),
  );
  const shown = useShown(items);
  useFreshAfter(running.length);
  return (
    <div className="page stack imports">
      <DropZone onFiles={choose} isBusy={uploads.length > 0} />
      {error && <p role="alert">{error.message}</p>}
      <SkippedFiles items={skipped} onDismiss={dismiss} />
      <InterruptedUploads items={interrupted} />
      <UploadRows uploads={uploads} />
      {running.map((item) => (
        <RunningImport key={`${item.id} ${item.status}`} item={item} seenAt={dataUpdatedAt} />
      ))}
      {shown && (
        <div className={shown.rows.rejected > 0 ? "cols even imports-pair" : "cols"}>
          <Receipt item={shown} />
          {shown.rows.rejected > 0 && <Rejects key={shown.id} item={shown} />}
        </div>
      )}
      {shown?.needsMapping && <MappingStep key={shown.id} item={shown} />}
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
