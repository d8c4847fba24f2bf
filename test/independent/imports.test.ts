import { expect, test } from "vitest";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { expectEvents, expectNoSilence, expectReceipt, expectTidy, type Sent } from "@/test/invariants";
import { SEED } from "@/test/seeded";
import { importText } from "@/test/upload";
import { generate } from "./generate";
import { readIndependently } from "./reader";
import { expectedOf } from "./stored";

databaseForFile();

/** An import costs a hundred times what reading the file does. */
const FILES = Math.ceil(Number(process.env.FILES ?? 1000) / 40);

test(
  `${FILES} generated files are stored as an independent reader reads them, and receipts add up (SEED=${SEED})`,
  async () => {
    const sent: Sent[] = [];
    let accepted = 0;
    for (let file = 0; file < FILES; file++) {
      const { filename, bytes, what } = generate(SEED + file);
      const done = await importText(bytes, { filename });
      const one = { id: done.id, filename, bytes };
      await expectReceipt(one, `SEED=${SEED + file}: ${what}`);
      expect(done.rows.duplicate, what).toBe(expectedOf(readIndependently(bytes, filename).records).copies);
      await expectEvents([one], `SEED=${SEED + file}: ${what}`);
      sent.push(one);
      accepted += done.rows.accepted;
    }
    expect(accepted).toBeGreaterThan(FILES);
    await expectNoSilence();
    expectTidy(dataFolder, sent);
  },
  Math.max(300_000, FILES * 5000),
);
