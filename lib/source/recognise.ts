import { AppError } from "@/lib/errors";
import { isGzip, readHead, textChunks } from "./container";
import { encodingOf } from "./encoding";
import type { Recognised } from "./schema";

/** How much of the text decides what a file is. */
const HEAD_BYTES = 1024 * 1024;

export async function recognise(path: string, _about: { filename: string }): Promise<Recognised> {
  const disk = await readHead(path, 4096);
  const container = isGzip(disk) ? "gzip" : "plain";
  const head = await readText(path, container);
  const encoding = container === "plain" ? encodingOf(disk) : encodingOf(head);
  const text = head.toString("utf8");
  if (!/^\ufeff?\s*[[{]/.test(text))
    throw new AppError("unsupported", "This is not a log that Rollcall reads.");
  const line = text.split("\n").find((one) => one.trim() !== "") ?? "";
  let shape: Recognised["shape"] = "json-values";
  try {
    const value = JSON.parse(line.replace(/^\ufeff/, ""));
    if (!Array.isArray(value) && !Array.isArray(value.value) && !Array.isArray(value.records))
      shape = "json-lines";
  } catch {}
  return {
    format: "graph-sign-in",
    shape,
    encoding,
    container,
    notes: [],
    nameClaims: null,
    dateOrder: "month-first",
  };
}

async function readText(path: string, container: Recognised["container"]): Promise<Buffer> {
  const parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of textChunks(path, { container, encoding: "utf-8" })) {
    parts.push(chunk);
    held += chunk.length;
    if (held >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts);
}
