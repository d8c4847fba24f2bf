import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";

const Reject = z.object({ position: z.number(), reason: z.string(), raw: z.string() });
export type Reject = z.infer<typeof Reject>;

const MOST = 12;

export const rejectsUrl = (importId: string) => `/api/v1/imports/${importId}/rejects`;

/** Reads the first lines of a stream of JSON lines, then lets go of it: there may be millions. */
async function firstLines(body: ReadableStream<Uint8Array>, most: number): Promise<string[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (text.split("\n").length <= most) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .slice(0, most);
}

/** The first rejected rows of an import, as they came. */
export const firstRejectsOptions = (importId: string) =>
  queryOptions({
    queryKey: ["rejects", importId],
    queryFn: async () => {
      const response = await fetch(rejectsUrl(importId));
      if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}.`);
      const lines = await firstLines(response.body, MOST);
      return lines.map((line) => Reject.parse(JSON.parse(line)));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
