"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { pageActor } from "@/app/actor";
import { copyPlaces } from "@/lib/enrich/run-places";
import { saveFederatedDomains } from "@/lib/enrich/write";
import { AppError } from "@/lib/errors";
import { type Attempt, attempt } from "../../attempt";

const Path = z.string().min(1).max(4000);

/** Server actions are public addresses like any other: parsed here, authorised by what they call. */
export async function copyPlacesAt(input: unknown): Promise<Attempt<null>> {
  return attempt(async () => {
    const actor = await pageActor();
    const path = Path.safeParse(input);
    if (!path.success) throw new AppError("bad-input", "Write the path of a file on the server.");
    await copyPlaces(actor, path.data);
    revalidatePath("/settings/networks");
    return null;
  });
}

export async function setFederatedDomains(input: unknown): Promise<Attempt<null>> {
  return attempt(async () => {
    await saveFederatedDomains(await pageActor(), input);
    revalidatePath("/settings/networks");
    return null;
  });
}
