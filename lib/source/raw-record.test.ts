import { expect, test } from "vitest";
import { graphRecord, resetRecord } from "@/test/log-files";
import { rawRecord } from "./raw-record";

const setting = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;
const read = (record: unknown) =>
  rawRecord(typeof record === "string" ? record : JSON.stringify(record), setting);

test("a raw record is read by whichever JSON format knows it, in another wrapping or as the only one of a list", () => {
  expect(read(graphRecord())).toMatchObject({ event: { vector: "entra-signin", code: "50034" } });
  expect(read([graphRecord()])).toMatchObject({ event: { vector: "entra-signin" } });
  expect(read({ _source: resetRecord() })).toMatchObject({ event: { vector: "sspr" } });
  const diagnostic = { category: "SignInLogs", time: "2026-03-03T10:20:00Z", properties: graphRecord() };
  expect(read(diagnostic)).toMatchObject({ event: { vector: "entra-signin" } });
  const logon = {
    ...{ CreationTime: "2026-03-03T10:15:30", Operation: "UserLoggedIn", Workload: "AzureActiveDirectory" },
    ...{ UserId: "ana@contoso.example", ErrorNumber: "0" },
  };
  expect(read(logon)).toMatchObject({ event: { vector: "ual", code: "0" } });
});

test("what is no record at all is rejected with a reason", () => {
  expect([" ", "10/08/2020 words", "{broken", "[1,2]", '{"some":"thing"}'].map(read)).toEqual(
    [
      "the raw record is empty",
      "the raw record is neither JSON nor an event as XML",
      "the raw record is broken JSON",
      "not a JSON object",
      "not a known kind of record",
    ].map((reason) => ({ ok: false, as: "rejected", reason })),
  );
});
