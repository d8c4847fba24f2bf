"use server";
import { z } from "zod";
import { pageActor } from "@/app/actor";
import { runSeed } from "@/lib/detection/run-seed";
import { SeedRun } from "@/lib/detection/schema";
import type { SeedTable } from "@/lib/detection/seed-table";
import { AppError } from "@/lib/errors";
import { type Attempt, attempt } from "../attempt";

/**
 * One slice of a run over the enumeration or the password-reset aggregation: authorised by `runSeed`, parsed
 * here since a server action is a public address like any other. Nothing is stored.
 */
export async function runSlice(input: unknown): Promise<Attempt<SeedTable>> {
  return attempt(async () => {
    const actor = await pageActor();
    const slice = SeedRun.safeParse(input);
    if (!slice.success) throw new AppError("bad-input", z.prettifyError(slice.error));
    return runSeed(actor, slice.data);
  });
}
