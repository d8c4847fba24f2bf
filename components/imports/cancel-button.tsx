"use client";
import { Button } from "@mantine/core";
import { askOfImport } from "@/lib/intake/api";
import type { Import } from "@/lib/intake/schema";
import { useAsk } from "./use-ask";

/** Ends an import that is on its way; rows that were read stay. */
export function CancelButton({ item }: { item: Import }) {
  const { ask, isAsking, failure } = useAsk();
  return (
    <>
      {failure && (
        <span className="small" role="alert">
          {failure}
        </span>
      )}
      <Button
        size="compact-xs"
        variant="default"
        loading={isAsking}
        onClick={() => ask(() => askOfImport.cancel(item.id))}
      >
        Cancel
      </Button>
    </>
  );
}
