import { recognise } from "@/lib/source/recognise";
import { readLog } from "@/test/read-log";
import type { Finding, Task } from "./finding";

/** From bytes to events on one core: recognising, cutting and reading, without a store. */
export async function readCsv({ file }: Pick<Task, "file">): Promise<Finding> {
  const started = performance.now();
  const recognised = await recognise(file, { filename: "InteractiveSignIns.csv" });
  let rows = 0;
  const byCode: Record<string, number> = {};
  for await (const records of readLog(file, recognised)) {
    for (const record of records) {
      rows += 1;
      const code = record.ok ? record.event.code : record.reason;
      byCode[code] = (byCode[code] ?? 0) + 1;
    }
  }
  return { ms: performance.now() - started, rows, byCode };
}
