"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Import } from "@/lib/intake/schema";

/** Asks something of an import and looks again; `failure` is the server's own sentence where it refused. */
export function useAsk(onDone: () => void = () => undefined) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (call: () => Promise<Import>) => call(),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: ["imports"] }),
  });
  return { ask: mutate, isAsking: isPending, failure: error?.message ?? null };
}
