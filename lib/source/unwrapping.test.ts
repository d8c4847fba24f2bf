import { expect, test } from "vitest";
import { eventsOf, graphRecord, logFolder, readWhole, receipt, resetRecord } from "@/test/log-files";
import { rawSlices } from "./raw-slices";
import { unwrappedRecord } from "./unwrapping";

const write = logFolder();
const raw = JSON.stringify(graphRecord());
const diagnostic = {
  time: "2026-03-03T10:20:00Z",
  category: "SignInLogs",
  operationName: "x",
  properties: graphRecord(),
};

const WRAPPED: [string, unknown][] = [
  ["Elasticsearch's _source", { _index: "logs", _source: graphRecord() }],
  ["Splunk's _raw", { _time: "1", _raw: raw }],
  ["Splunk's result with _raw", { preview: false, result: { _raw: raw, _time: "1" } }],
  [
    "Splunk's result of a diagnostic record",
    { preview: false, result: { _raw: JSON.stringify(diagnostic) } },
  ],
  [
    "event.original in _source",
    { _source: { azure: { signinlogs: {} }, event: { kind: "event", original: raw } } },
  ],
  ["a dotted event.original", { "azure.signinlogs.category": "x", "event.original": raw }],
];

test.each(WRAPPED)("%s is taken off, one a line and in a list", async (_what, wrapped) => {
  const line = JSON.stringify(wrapped);
  for (const text of [`${line}\n${line}`, `[${line},\n${line}]`, JSON.stringify(wrapped, null, 2)]) {
    const { rows, recognised } = await readWhole(write(text));
    for (const event of eventsOf(rows))
      expect(event).toMatchObject({ name: "Ana@contoso.example", code: "50034" });
    const raws: string[] = [];
    for await (const slice of rawSlices(
      write(text),
      recognised,
      rows.map(({ span }) => span),
    ))
      raws.push(slice);
    expect(raws.map((slice) => JSON.parse(slice))).toEqual(rows.map(() => wrapped));
  }
});

test("Elasticsearch's answer is read hit by hit, whatever stands around its list", async () => {
  const hits = [graphRecord({ id: "1" }), resetRecord(), { azure: { activitylogs: {} } }].map((_source) => ({
    _source,
  }));
  const answer = {
    took: 3,
    _shards: { total: 1 },
    hits: { total: { value: 3, hits: [1] }, hits, max: null },
    end: {},
  };
  for (const text of [
    JSON.stringify(answer),
    JSON.stringify(answer, null, 2),
    `${JSON.stringify(answer)}\n${JSON.stringify({ value: [graphRecord({ id: "2" })] })}`,
  ]) {
    const { rows, error } = await readWhole(write(text));
    expect(error).toBeNull();
    expect(receipt(rows)).toEqual({
      "entra-signin": text.includes('"value":[') ? 2 : 1,
      sspr: 1,
      "skipped: an Elastic document of azure.activitylogs is not a sign-in or audit log": 1,
    });
  }
});

test("Elasticsearch's fields are lists of one, and stand in for a _source that was left out", () => {
  const fields = { "@timestamp": ["2026-03-03T10:15:30Z"], tags: ["a", "b"], "event.code": [4625] };
  const plain = { "@timestamp": "2026-03-03T10:15:30Z", tags: ["a", "b"], "event.code": 4625 };
  expect(unwrappedRecord({ _index: "logs", fields })).toEqual(plain);
  expect(unwrappedRecord({ _index: "logs", _source: {}, fields })).toEqual(plain);
  expect(unwrappedRecord({ _index: "logs", _source: { a: 1 }, fields })).toEqual({ a: 1 });
  // Filebeat keeps what somebody added to a record under the same name.
  expect(unwrappedRecord({ fields, message: "m" })).toEqual({ fields, message: "m" });
});

test("a text that is no JSON stays where it is", async () => {
  await expect(readWhole(write(JSON.stringify({ _raw: "<Event/>", _time: "1" })))).rejects.toMatchObject({
    message: expect.stringContaining("Splunk"),
  });
});

test("wrappings end somewhere: what is wrapped in itself over and over is no record", () => {
  let deep: Record<string, unknown> = graphRecord();
  for (let layer = 0; layer < 9; layer++) deep = { _source: deep };
  expect(Object.keys(unwrappedRecord(deep) as object)).toEqual(["_source"]);
  expect(unwrappedRecord({ _raw: "{broken" })).toEqual({ _raw: "{broken" });
  expect(unwrappedRecord("text")).toBe("text");
});

test("an audit's own result, a word, is no wrapping", async () => {
  expect(eventsOf((await readWhole(write(JSON.stringify(resetRecord())))).rows)).toMatchObject([
    { facts: { result: "failure" } },
  ]);
});
