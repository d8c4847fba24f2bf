import { expect, test } from "vitest";
import { signIn } from "@/test/sign-in";
import { Keyer } from "./keyed";
import { Names } from "./names";
import { Pack } from "./pack";
import { SeenKeys } from "./seen-keys";

const names = new Names(new Keyer(Buffer.alloc(16)));

function packOf(ids: number[]): Pack {
  const pack = new Pack(names, ids.length);
  for (const id of ids) pack.add(signIn({ nativeId: `row ${id}` }), { offset: 0, length: 1 });
  return pack;
}

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test("a key is met in the next pack, not in its own, however far the table grew in between", () => {
  const seen = new SeenKeys();
  expect(seen.meet(packOf([1, 2, 2, 3]))).toEqual([]);
  for (let at = 10; at < 60_010; at += 10_000) expect(seen.meet(packOf(upTo(at, at + 10_000)))).toEqual([]);
  expect(seen.meet(packOf([70_000, 2, 59_999, 70_001]))).toEqual([1, 2]);
  expect(seen.isFull).toBe(false);
});

test("the same id in another log is another key", () => {
  const seen = new SeenKeys();
  seen.meet(packOf([1]));
  const audit = new Pack(names, 1);
  audit.add(signIn({ nativeId: "row 1", source: "entra-audit" }), { offset: 0, length: 1 });
  expect(seen.meet(audit)).toEqual([]);
});
