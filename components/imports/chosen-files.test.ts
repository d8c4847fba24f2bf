import { expect, test } from "vitest";
import { sortOut } from "./chosen-files";
import { identityOf, isOurs } from "./upload-identity";

const file = (name: string, text = "x", path?: string) =>
  Object.defineProperty(new File([text], name, { lastModified: 7 }), "path", { value: path ?? `./${name}` });

test("a file in a folder goes by its path, one that was chosen by its name", () => {
  const { chosen } = sortOut([
    file("a.json"),
    file("b.evtx", "x", "/case/dc01/b.evtx"),
    file("c", "x", "case/c"),
  ]);
  expect(chosen.map(({ name }) => name)).toEqual(["a.json", "case/dc01/b.evtx", "case/c"]);
});

test("a path that is too long keeps its end", () => {
  const { chosen } = sortOut([file("b.evtx", "x", `${"x".repeat(300)}/b.evtx`)]);
  expect([chosen[0]?.name.length, chosen[0]?.name.endsWith("x/b.evtx")]).toEqual([255, true]);
});

test("what the system leaves in folders and what is empty is skipped with its reason", () => {
  const { chosen, skipped } = sortOut([
    ...[file("a.json"), file(".DS_Store"), file("Thumbs.db"), file("desktop.ini"), file("._a.json")],
    ...[file("empty.csv", "", "case/empty.csv"), file("DS_Store.json")],
  ]);
  expect(chosen.map(({ name }) => name)).toEqual(["a.json", "DS_Store.json"]);
  expect(skipped.map(({ name, why }) => [name, why.split(":")[0]])).toEqual([
    ...[".DS_Store", "Thumbs.db", "desktop.ini", "._a.json"].map((name) => [
      name,
      "made by the system, no log",
    ]),
    ["case/empty.csv", "empty"],
  ]);
});

test("a file is known again by name, size, time and both ends, wherever it lies", async () => {
  const text = "a".repeat(200_000);
  const known = await identityOf(file("a", text, "x/a"));
  expect(await identityOf(file("a", text, "y/a"))).toBe(known);
  const others = [
    file("b", text),
    file("a", `${text}a`),
    file("a", `b${text.slice(1)}`),
    file("a", `${text.slice(1)}b`),
  ];
  for (const other of others) expect(await identityOf(other)).not.toBe(known);
  expect([isOurs(`tus::${known}::1`), isOurs("tus::tus-br-a::1"), isOurs("theme")]).toEqual([
    true,
    false,
    false,
  ]);
});
