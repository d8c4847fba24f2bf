import { expect, test } from "vitest";
import { defang } from "./defang";

test("addresses of both families and account names lose their live marks", () => {
  expect(["203.0.113.7", "2001:db8::1", "anna@contoso.example"].map(defang)).toEqual([
    "203[.]0[.]113[.]7",
    "2001[:]db8[:][:]1",
    "anna@contoso[.]example",
  ]);
});
