import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { readImport } from "@/lib/intake/read";
import { runImport } from "@/lib/intake/run-import";
import { receiveUpload } from "@/lib/intake/run-receive";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { detect } from "@/worker/detect";
import { auditRecord } from "../audit-form";
import { Chance } from "../chance";
import type { Form } from "../write-tenant";
import { WRITING } from "../write-tenant";
import { abroad, makeCompany } from "./company";
import { MALICIOUS } from "./levels";
import { browser, MINUTE, MONDAY, resetStep, type Scene, signIn } from "./rows";

const store = databaseForFile();

/** Codes by what they tell, as the domain's table has them; "ropc" and the words that decide stand beside. */
const SIGN_INS: Record<string, string> = {
  absent: "50034 51004",
  nothing:
    "50020 16003 90072 50059 50128 90002 50053=malicious 50053=other 700016 500011 7000218 80002 80005 50058 50140 50125 50133 50173 70043 70044 70046 70008 50196 50199 50011 90094 50089 50132 16000 900941 1000000 999001",
  hint: "50053=lockout 50064 530035 81010 81012",
  exists: "50126 50056 80014",
  "exists-unusable": "50057",
  "password-known":
    "50055 50144 50142 50135 50074 50076 500121 50158 50105 53000 53001 53003 530031 530032 530003 50097 50129 50131 50155 65001 700016=ropc 500011=ropc",
  "password-known, no second factor yet": "50072 50079 53004",
  "signed-in": "0",
};

const WORDS: Record<string, string> = {
  malicious: MALICIOUS,
  lockout:
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  other: "Sign-in was blocked because of a high confidence of risk.",
};

const RESETS: Record<string, string[]> = {
  nothing: [
    "User submitted their user ID",
    "User cancelled before passing the required authentication methods",
  ],
  exists: [
    "User was presented with verification options",
    "User's account has insufficient authentication methods defined. Add authentication info to resolve this ",
    "Password reset is not enabled for this user",
    "User started the mobile SMS verification option",
    "User completed the mobile app code verification option",
  ],
  "signed-in": ["Successfully completed reset."],
};

const scene = (): Scene => {
  const chance = new Chance(7);
  return { chance, company: makeCompany(chance, { people: 20 }) };
};

const accountOf = (told: string, index: number) => `${told.replace(/\W+/g, "-")}.${index}@contoso.example`;

/** Account → what it must have told; every code asks for an account of its own. */
function asked(
  answers: Record<string, readonly string[]>,
): { told: string; account: string; what: string }[] {
  return Object.entries(answers).flatMap(([told, list]) =>
    list.map((what, index) => ({ told, what, account: accountOf(told, index) })),
  );
}

const CODES = asked(
  Object.fromEntries(Object.entries(SIGN_INS).map(([told, codes]) => [told, codes.split(" ")])),
);

function rowOf(
  at: Scene,
  { what, account }: { what: string; account: string },
  index: number,
  interactive: boolean,
) {
  const [code = "", qualifier = ""] = what.split("=");
  const style = browser(at);
  const { clientApp } = style;
  const reason = WORDS[qualifier] ?? `Said of ${code}.`;
  const protocol = qualifier === "ropc" ? "ropc" : "none";
  const how = {
    origin: abroad(1),
    app: style.app(),
    agent: style.agent(),
    clientApp,
    protocol,
    reason,
    interactive,
  };
  return signIn(at, { ...how, name: account, code: Number(code), at: MONDAY + index * MINUTE });
}

async function load(filename: string, text: string) {
  const path = join(dataFolder, filename);
  await writeFile(path, text);
  const { id } = await receiveUpload(SYSTEM, createReadStream(path), { filename });
  await runImport(id, { detect });
  const { status, rows } = await readImport(SYSTEM, id);
  expect(status).toBe("done");
  expect(rows.accepted).toBe(rows.read);
  return rows.read;
}

/** Account → answer of what was asked by this vector since the table was last emptied. */
async function told(vector: string): Promise<Record<string, string>> {
  const { rows } = await store().pool.query(
    `select i.account, u.answer || case when u.mfa_missing then ', no second factor yet' else '' end as told
     from event e join identity i on i.id = e.identity_id join outcome u on u.id = e.outcome_id
     where u.vector = $1`,
    [vector],
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.told]));
}

const expected = (list: { told: string; account: string }[]) =>
  Object.fromEntries(list.map((one) => [one.account, one.told]));

for (const [form, interactive] of [
  ["ndjson", true],
  ["la-csv", false],
  ["diagnostic", true],
  ["portal-csv", true],
] as const satisfies [Form, boolean][]) {
  test(`every code tells what the domain says, imported as ${form}${interactive ? "" : ", not interactive"}`, async () => {
    await store().pool.query("truncate event, probe, presence, rollup, touched, detection, alert cascade");
    const at = scene();
    const { head, between, tail, write } = WRITING[form];
    const rows = CODES.map((one, index) => write(rowOf(at, one, index, interactive), at.company));
    const name = `${form}.${form.endsWith("csv") ? "csv" : "ndjson"}`;
    expect(await load(name, head + rows.join(between) + tail)).toBe(CODES.length);
    expect(await told(interactive ? "entra-signin" : "entra-noninteractive")).toEqual(expected(CODES));
  }, 60_000);
}

test("every step of a password reset tells what the domain says, imported as Graph's audit log", async () => {
  await store().pool.query("truncate event, probe, presence, rollup, touched, detection, alert cascade");
  const at = scene();
  const steps = asked(RESETS);
  const rows = steps.map(({ what, account }, index) => {
    const ids = { userId: at.chance.uuid(), correlation: at.chance.uuid(), address: abroad(1).address };
    const activity = "Self-service password reset flow activity progress";
    return auditRecord(
      resetStep(at, { ...ids, name: account, activity, reason: what, at: MONDAY + index * MINUTE }),
    );
  });
  expect(await load("audits.json", `[${rows.join(",")}]`)).toBe(steps.length);
  expect(await told("sspr")).toEqual(expected(steps));
}, 60_000);
