import { expect, test } from "vitest";
import { columnName, personOf } from "./directory-person";

const read = (row: Record<string, unknown>) => {
  const byName = new Map(Object.entries(row).map(([key, value]) => [columnName(key), value]));
  const reading = personOf((name) => byName.get(name));
  if (!reading.ok) throw new Error(reading.reason);
  return reading.person;
};

test.each([
  [{ userPrincipalName: "ana@x.example", accountEnabled: true }, true],
  [{ UserPrincipalName: "ana@x.example", AccountEnabled: "False" }, false],
  [{ UPN: "ana@x.example", Enabled: "yes" }, true],
  [{ "User principal name": "ana@x.example", "Block credential": "True" }, false],
  [{ "user-principal-name": "ana@x.example", "Sign in blocked": 0 }, true],
  [{ userPrincipalName: "ana@x.example" }, null],
])("%j: whether somebody is enabled, in any tool's spelling", (row, isEnabled) => {
  expect(read(row)).toMatchObject({ name: "ana@x.example", isEnabled, unread: [] });
});

test.each<[Record<string, unknown>, boolean | null]>([
  [{}, null],
  [{ privileged: "1" }, true],
  [{ adminCount: 0 }, false],
  [{ roles: "Global Administrator; Reader" }, true],
  [{ roles: "Global Reader" }, false],
  [{ assignedRoles: ["User Administrator"] }, true],
  [{ memberOf: [{ "@odata.type": "#microsoft.graph.group", displayName: "Administrators' lunch" }] }, false],
  [
    {
      memberOf: [{ "@odata.type": "#microsoft.graph.directoryRole", displayName: "Exchange Administrator" }],
    },
    true,
  ],
  [{ isPrivileged: false, roles: "Security Administrator" }, true],
])("%j: whether somebody is privileged", (row, isPrivileged) => {
  expect(read({ ...row, upn: "a@x.example" }).isPrivileged).toBe(isPrivileged);
});

test.each([
  ["2026-02-03T04:05:06Z", "2026-02-03T04:05:06.000Z"],
  ["2/28/2026 4:05:06 AM", "2026-02-28T04:05:06.000Z"],
  ["28.02.2026", "2026-02-28T00:00:00.000Z"],
  ["2026-02-03 00:00", "2026-02-03T00:00:00.000Z"],
])("%s is when an account was made", (created, at) => {
  expect(read({ upn: "a@x.example", createdDateTime: created }).created?.toISOString()).toBe(at);
});

test.each(["2/3/2026 4:05:06 AM", "2026-02-30T00:00:00Z", "yesterday"])(
  "%s is not read, and said",
  (created) => {
    expect(read({ upn: "a@x.example", whenCreated: created })).toMatchObject({
      created: null,
      unread: ["created"],
    });
  },
);

test("a value that says neither yes nor no is not stated, and said", () => {
  expect(read({ upn: "a@x.example", enabled: "perhaps", privileged: "?" })).toMatchObject({
    ...{ isEnabled: null, isPrivileged: null, unread: ["enabled", "privileged"] },
  });
});

test("who has no name, or an endless one, is nobody", () => {
  expect(personOf(() => "  ")).toEqual({
    ok: false,
    reason: "no user principal name",
  });
  expect(personOf(() => "x".repeat(1001))).toMatchObject({ ok: false });
});
