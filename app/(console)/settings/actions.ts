"use server";
import { revalidatePath } from "next/cache";
import { pageActor } from "@/app/actor";
import { AppError } from "@/lib/errors";
import { Limits } from "@/lib/intake/limits";
import { saveLimits } from "@/lib/intake/write";
import { type Attempt, attempt } from "../attempt";

/** A server action is a public address like any other: parsed here, authorised by `saveLimits`. */
export async function setLimits(input: unknown): Promise<Attempt<null>> {
  return attempt(async () => {
    const actor = await pageActor();
    const wanted = Limits.safeParse(input);
    if (!wanted.success) {
      const [issue] = wanted.error.issues;
      throw new AppError("bad-input", `${issue?.path.join(".")} ${issue?.message}`);
    }
    await saveLimits(actor, wanted.data);
    revalidatePath("/settings");
    return null;
  });
}
