import { expect, test } from "vitest";
import { sharesOf } from "./name-shares";

test("shares are of accounts, and every level from existence on is a hit", () => {
  const shares = sharesOf([
    { tries: 1, answer: "absent" },
    { tries: 1, answer: "absent" },
    { tries: 3, answer: "nothing" },
    { tries: 1, answer: "exists-unusable" },
    { tries: 4, answer: "exists" },
    { tries: 1, answer: "password-known" },
    { tries: 2, answer: "signed-in" },
    { tries: 1, answer: "hint" },
  ]);
  expect(shares).toEqual({
    ...{ names: 8, tries: 14, absent: 2, exists: 2, passwordKnown: 1, signedIn: 1 },
    ...{ nxShare: 0.25, onceShare: 0.625, hitRate: 0.5, triesPerName: 1.75 },
  });
});

test("nothing asked for has no shares", () => {
  expect(sharesOf([])).toMatchObject({ names: 0, nxShare: 0, onceShare: 0, hitRate: 0 });
});
