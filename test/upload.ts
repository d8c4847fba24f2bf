import { SYSTEM } from "@/lib/access/schema";
import { chainAlerts } from "@/lib/alert/run-chain";
import { store, transaction } from "@/lib/db";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { readImport } from "@/lib/intake/read";
import { runImport } from "@/lib/intake/run-import";
import { receiveUpload, type Upload } from "@/lib/intake/run-receive";
import type { Import, UploadQuery } from "@/lib/intake/schema";

export async function* bytesOf(text: string | Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Detection as the worker composes it. */
export async function detectAll(): Promise<void> {
  for (;;) {
    const isDone = await transaction(store().pool, async (connection) => {
      const evaluated = await evaluateTouched(connection, {});
      if (evaluated) await chainAlerts(connection, evaluated.changed);
      return evaluated === null;
    });
    if (isDone) return;
  }
}

/** Uploads a text and reads it to its end, without a worker. */
export async function importText(
  text: string | Uint8Array,
  query: Partial<UploadQuery> = {},
  upload: Upload = {},
): Promise<Import> {
  const { id } = await receiveUpload(SYSTEM, bytesOf(text), { filename: "export.json", ...query }, upload);
  await runImport(id, { detect: detectAll });
  return readImport(SYSTEM, id);
}

/** Does everything that imports wait for, one after the other, as a worker would. */
export async function drain(): Promise<void> {
  for (;;) {
    const { rows } = await store().pool.query<{ id: string }>(
      `select id::text from import where task is not null or status in ('queued', 'reading', 'detecting')
       order by status = 'detecting', id`,
    );
    if (rows.length === 0) return;
    for (const { id } of rows) await runImport(id, { detect: detectAll });
  }
}
