// Creates one API key and prints it. Called by api-key.mjs, which has found the database.
import { Scope, SYSTEM } from "@/lib/access/schema";
import { createApiKey } from "@/lib/access/write";

const [name = "", scopes = "", days] = process.argv.slice(2);

function scopesOf(text: string): Scope[] {
  return text.split(",").map((word) => {
    const scope = Scope.safeParse(word.trim());
    if (!scope.success)
      throw new Error(`There is no scope "${word}"; there are ${Scope.options.join(", ")}.`);
    return scope.data;
  });
}

try {
  const expiresAt = days ? new Date(Date.now() + Number(days) * 86_400_000) : undefined;
  const key = await createApiKey(SYSTEM, { name, scopes: scopesOf(scopes), expiresAt });
  process.stdout.write(`${key}\n`, () => process.exit(0));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
