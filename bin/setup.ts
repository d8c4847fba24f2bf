// Prints the path of the one-time set-up link while there is no administrator, else nothing.
import { prepareSetup } from "@/lib/access/run-setup";

try {
  const link = await prepareSetup();
  process.stdout.write(link ?? "", () => process.exit(0));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
