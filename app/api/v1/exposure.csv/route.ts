import { route } from "@/app/door";
import { exportExposureCsvCall } from "@/app/operations/exposure";
import { csvPieces } from "@/components/ui/csv";
import { savedAs, textAnswer } from "@/lib/http";
import { ExposedAccount } from "@/lib/insight/exposure-schema";
import { exportExposure } from "@/lib/insight/run-exposure";
import { shownText } from "@/lib/stored-text";

const HEAD = ExposedAccount.keyof().options;

/** An empty cell is what nobody knows. */
async function* cells(rows: AsyncIterable<ExposedAccount>) {
  for await (const row of rows) {
    yield HEAD.map((field) => {
      const value = row[field] ?? "";
      if (Array.isArray(value)) return value.join("; ");
      return typeof value === "string" ? shownText(value) : value;
    });
  }
}

export const GET = route(exportExposureCsvCall, ({ actor, query }) =>
  textAnswer(csvPieces(HEAD, cells(exportExposure(actor, query))), {
    "content-type": "text/csv; charset=utf-8",
    ...savedAs("exposure.csv"),
  }),
);
