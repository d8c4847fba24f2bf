import { expect, test } from "vitest";
import { isOurs, isRented, raisesSeverity } from "./kind-weight";
import { NETWORK_KINDS } from "./schema";

test("what a kind weighs: rented, ours, or neither; no kind is both, and an unlisted source is none", () => {
  const weight = NETWORK_KINDS.map(
    (kind) => `${kind} ${isRented(kind) ? "rented" : ""}${isOurs(kind) ? "ours" : ""}`,
  );
  expect(weight).toEqual([
    "own-egress ours",
    "partner ",
    "vpn rented",
    "tor rented",
    "hosting rented",
    "microsoft ",
    "isp ",
    "ci-runner ours",
    "scanner ",
    "sync-host ours",
    "help-desk ours",
  ]);
  expect(NETWORK_KINDS.filter(raisesSeverity)).toEqual(["tor", "hosting"]);
  expect([isRented(null), isOurs(null), raisesSeverity(null)]).toEqual([false, false, false]);
});
