import { expect, test } from "vitest";
import { answerOf, codeRowOf, type Outcome } from "./answers";
import { CODES } from "./codes";

const outcome = (part: Partial<Outcome>): Outcome => ({
  vector: "entra-signin",
  code: "",
  qualifier: "",
  operation: "",
  activity: "",
  description: "",
  ...part,
});
const answer = (code: string, part: Partial<Outcome> = {}) => answerOf(outcome({ code, ...part })).answer;

/** The table a second time, by level, so that a slip of the pen in either place fails. */
const ENTRA: Record<string, string> = {
  K0: "50034 51004",
  K1: "50020 16003 90072 50059 50128 90002 50053 700016 500011 7000218 80002 80005 50058 50140 50125 50133 50173 70043 70044 70046 70008 50196 50199 50011 90094 16000 50089 50132 900941 1000000",
  K2: "50064 530035 81* 50053",
  K3: "50126 50056 80014",
  K3x: "50057",
  K4: "50055 50144 50142 50135 50074 50076 500121 50158 50105 53000 53001 53003 530031 530003 530032 50097 50129 50131 50155 65001 700016 500011",
  K4n: "50072 50079 53004",
  K5: "0",
};

const codesAt = (level: string, source: string) =>
  [
    ...new Set(CODES.filter((row) => row.source === source && row.level === level).map((row) => row.code)),
  ].sort();

test("every Entra code stands at its level and none is missing", () => {
  for (const [level, codes] of Object.entries(ENTRA)) {
    expect([level, codesAt(level, "entra")]).toEqual([level, codes.split(" ").sort()]);
  }
  expect(CODES.length).toBe(101);
});

test("every row of the table is reached by an outcome that fits it exactly", () => {
  for (const row of CODES) {
    const code = row.code === "*" ? "" : row.code.replace("*", "010");
    const asked = { code, qualifier: row.qualifier, description: `Before. ${row.text.toUpperCase()} after.` };
    expect(codeRowOf(row.source, asked)).toEqual(row);
  }
});

test("every cell of the table is a word that the columns know", () => {
  for (const row of CODES) {
    expect(row).toMatchObject({
      source: expect.stringMatching(/^(entra|sspr|4768|4771|4776|4625|4624)$/),
      level: expect.stringMatching(/^K(0|1|2|3x|3|4n|4|5)$/),
      class: expect.stringMatching(/^[a-z_]+\??$/),
      password: expect.stringMatching(/^(yes|no|unknown|-)$/),
      exists: expect.stringMatching(/^(yes|no|unknown)$/),
    });
    expect(row.text).toBe(row.text.toLowerCase());
  }
});

test("an unknown name is absent, a wrong password exists, an expired one is known, success is signed in", () => {
  expect(["50034", "50126", "50057", "50055", "0"].map((code) => answer(code))).toEqual([
    "absent",
    "exists",
    "exists-unusable",
    "password-known",
    "signed-in",
  ]);
});

test("50053 is split by its text, in any case: a blocked address tells nothing, a lockout hints", () => {
  expect(answer("50053", { description: "Blocked: an IP address with MALICIOUS ACTIVITY." })).toBe("nothing");
  expect(answer("50053", { description: "You tried Too Many Times with a wrong password." })).toBe("hint");
  expect(answer("50053", { description: "" })).toBe("nothing");
});

test("an account that must still enrol a second factor is password-known and marked", () => {
  expect(answerOf(outcome({ code: "50072" }))).toMatchObject({ answer: "password-known", mfaMissing: true });
  expect(answerOf(outcome({ code: "50076" }))).toMatchObject({ answer: "password-known", mfaMissing: false });
});

test("an unknown client proves the password only with the password grant", () => {
  expect(answer("700016", { qualifier: "ropc" })).toBe("password-known");
  expect(answer("700016")).toBe("nothing");
});

test("non-interactive sign-ins are read by the same table; seamless sign-on faults by their prefix", () => {
  expect(answer("50034", { vector: "entra-noninteractive" })).toBe("absent");
  expect(answer("81012")).toBe("hint");
  expect(answer("8")).toBe("nothing");
});

test("a password reset step is read by its reason, blanks and case aside", () => {
  const step = (description: string) => answerOf(outcome({ vector: "sspr", description })).answer;
  expect(step("  user was PRESENTED with verification options ")).toBe("exists");
  expect(step("User started the mobile app code verification option")).toBe("exists");
  expect(step("Successfully completed reset.")).toBe("signed-in");
  expect(step("User submitted their user ID")).toBe("nothing");
});

test("what the table does not know is nothing, said to be unmapped", () => {
  const unknown = { answer: "nothing", mfaMissing: false, class: "unmapped", isMapped: false };
  expect(answerOf(outcome({ code: "99999" }))).toEqual(unknown);
  expect(answerOf(outcome({ code: "50034x" }))).toEqual(unknown);
});

test("an audit row of any other kind answers nobody", () => {
  expect(answerOf(outcome({ vector: "entra-audit", operation: "Add user" })).answer).toBeNull();
});
