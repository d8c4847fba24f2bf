"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import { askOfImport } from "@/lib/intake/api";
import type { Import } from "@/lib/intake/schema";
import { MappingDialog } from "./mapping-dialog";
import { RemoveDialog } from "./remove-dialog";
import { ReplayDialog } from "./replay-dialog";
import { useAsk } from "./use-ask";

/** What can be asked of an import that has ended. */
export function ImportActions({ item }: { item: Import }) {
  const [open, setOpen] = useState<"replay" | "remove" | "mapping" | null>(null);
  const { ask, isAsking, failure } = useAsk();
  const close = () => setOpen(null);
  const isWhole = item.sha256 !== null;
  return (
    <div className="row wrap import-actions">
      {item.status === "failed" && isWhole && !item.needsMapping && (
        <Button
          size="compact-sm"
          variant="default"
          loading={isAsking}
          onClick={() => ask(() => askOfImport.retry(item.id))}
        >
          Try again
        </Button>
      )}
      {isWhole && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen("replay")}>
          Read again…
        </Button>
      )}
      {item.format === "mapped" && item.container !== "zip" && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen("mapping")}>
          Change the mapping…
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => setOpen("remove")}>
        Remove…
      </Button>
      {failure && (
        <span className="small" role="alert">
          {failure}
        </span>
      )}
      {open === "replay" && <ReplayDialog item={item} onClose={close} />}
      {open === "mapping" && <MappingDialog item={item} onClose={close} />}
      {open === "remove" && <RemoveDialog item={item} onClose={close} />}
    </div>
  );
}
