"use server";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { revalidatePath } from "next/cache";
import { pageActor } from "@/app/actor";
import { receiveUpload } from "@/lib/intake/run-receive";
import { removeSample } from "@/lib/intake/write";
import { type Attempt, attempt } from "../attempt";

const FOLDER = join(process.cwd(), "public", "sample");

/** Sends the synthetic files the way every upload goes, marked as sample. Loading twice adds no row. */
export async function loadSample(): Promise<Attempt<string[]>> {
  return attempt(async () => {
    const actor = await pageActor();
    const ids: string[] = [];
    for (const filename of (await readdir(FOLDER)).sort()) {
      const path = join(FOLDER, filename);
      const { size } = await stat(path);
      const options = { declaredBytes: size, isSample: true };
      ids.push((await receiveUpload(actor, createReadStream(path), { filename }, options)).id);
    }
    revalidatePath("/", "layout");
    return ids;
  });
}

/** Removes every row that came with the sample, and nothing else. */
export async function removeSampleData(): Promise<Attempt<null>> {
  return attempt(async () => {
    await removeSample(await pageActor());
    revalidatePath("/", "layout");
    return null;
  });
}
