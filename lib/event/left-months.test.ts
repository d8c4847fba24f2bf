import { expect, test } from "vitest";
import { LeftMonths } from "./left-months";

function leaving(packs: string[][]): string[][] {
  const months = new LeftMonths();
  return packs.map((pack) => months.meet(pack));
}

test("a month is left when three packs in the order of time hold no row of it, whichever way the file goes", () => {
  const falling = [["03"], ["02", "03"], ["02"], ["02"], ["02"], ["01", "02"], ["01"]];
  expect(leaving(falling)).toEqual([[], [], [], [], ["03"], [], []]);
  expect(leaving([["01"], ["02"], ["02"], ["02"], ["03"]])).toEqual([[], [], [], ["01"], []]);
});

test("a file in no order leaves no month, and a pack without a month says nothing", () => {
  expect(leaving([["02"], ["03"], ["01"], ["01"], ["01"], ["01"]]).flat()).toEqual([]);
  expect(leaving([["02"], [], [], [], ["01"]]).flat()).toEqual([]);
});
