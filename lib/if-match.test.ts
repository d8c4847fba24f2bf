import { expect, test } from "vitest";
import { etagOf, versionOf } from "./if-match";

const codeOf = (header: string | null) => {
  try {
    return versionOf(header);
  } catch (error) {
    return Object(error).code;
  }
};

test("a version is read with quotes, without and as a weak tag", () => {
  for (const header of ['"7"', "7", 'W/"7"', ' "7" ', etagOf(7)]) expect(codeOf(header)).toBe(7);
});

test("no version and any version are not a version that somebody saw", () => {
  for (const header of [null, "", "*"]) expect(codeOf(header)).toBe("precondition-required");
});

test("a tag of something else is a stale one", () => {
  for (const header of ['"abc"', '"7", "8"', "-7", "7.0", '"99999999999"'])
    expect(codeOf(header)).toBe("stale");
});
