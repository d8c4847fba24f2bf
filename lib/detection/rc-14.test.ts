import { expect, test } from "vitest";
import { findIn } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import { RC_14 } from "./rc-14";

const AT = "2026-03-02T09:00:00.000Z";
const DAY = 86_400_000;
const NTLM = { vector: "ntlm", operation: "4776", protocol: "ntlm", ip: "workstation:kali" } as const;
const LOGON = {
  vector: "windows-logon",
  operation: "4625",
  qualifier: "substatus",
  ip: "host:srv01/sshd.exe",
} as const;
const unknown = (n: number, seconds: number, how: Partial<Attempt> = NTLM) =>
  names(n, AT, seconds, { code: "0xc0000064", ...how });
const find = (attempts: Attempt[], given = {}) => findIn(RC_14, attempts, given);

test("more than ten unknown names within five minutes fire, by NTLM and at a server; ten do not", () => {
  expect(find(unknown(11, 20))[0]).toMatchObject({
    severity: "low",
    verdict: "Unknown names tried, none confirmed",
  });
  expect(find(unknown(11, 20, LOGON))).toHaveLength(1);
  expect(find(unknown(10, 1))).toEqual([]);
});

test("so do more than ten over a day", () => {
  expect(find(unknown(12, 6000))).toHaveLength(1);
  expect(find(unknown(12, 10_000))).toEqual([]);
});

test("wrong passwords for names that exist make it high, and their accounts belong to the episode", () => {
  const wrong = names(2, "2026-03-02T09:01:00Z", 1, { ...NTLM, code: "0xc000006a" }).map((one, n) => ({
    ...one,
    name: `real${n}`,
  }));
  const [episode] = find([...unknown(12, 10), ...wrong]);
  expect(episode?.severityWhy).toEqual([
    "low by size (14 names)",
    "high: passwords tried for 2 names that exist",
  ]);
  expect(episode?.measures).toMatchObject({ k0: 12, k3: 2 });
});

test("on a terminal server, where many sign in, most of the names must be absent", () => {
  const day = Date.parse("2026-03-01T00:00:00Z") / DAY;
  const presences = Array.from({ length: 12 }, (_, n) => ({
    accountId: `worker${n}`,
    day,
    first: day * DAY * 1000,
  }));
  const wrong = names(30, AT, 8, { ...NTLM, code: "0xc000006a" }).map((one, n) => ({
    ...one,
    name: `real${n}`,
  }));
  const mixed = [...unknown(11, 20), ...wrong];
  expect(find(mixed)).toHaveLength(1);
  expect(find(mixed, { presences })).toEqual([]);
  expect(find(unknown(11, 20), { presences })).toHaveLength(1);
});

test("computers and the agent that checks passwords for the cloud are left out", () => {
  expect(find(unknown(30, 1).map((one, n) => ({ ...one, name: `WS${n}$` })))).toEqual([]);
  const agent = { ...LOGON, app: "AzureADConnectAuthenticationAgentService.exe" };
  expect(find(unknown(30, 1, agent))).toEqual([]);
});

test("attempts that tell nothing, and names that exist alone, are no list of guesses", () => {
  expect(find(unknown(30, 1, { ...NTLM, code: "0xc000006d" }))).toEqual([]);
  expect(find(unknown(30, 1, { ...NTLM, code: "0xc000006a" }))).toEqual([]);
});
