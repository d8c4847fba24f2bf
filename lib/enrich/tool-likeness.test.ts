import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { familyOf, uaFamily } from "./agent-family";
import { appNameOf, ODD_APP_IDS, oddityOf } from "./app-names";
import { hasKnownToolMark, isKnownToolMark, toolsLike } from "./tool-likeness";
import { AAD_POWERSHELL, TOOL_MARKS } from "./tool-table";

const EDGE =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";
const CHROME_104 =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.0.0 Safari/537.36";
const names = (asked: Parameters<typeof toolsLike>[0]) =>
  toolsLike(asked).map(({ tool, strength }) => `${tool}: ${strength}`);
const ids = (...appIds: string[]) => appIds.map((appId) => ({ appId, name: "" }));

describe("traces are consistent with a tool", () => {
  test("an agent that names itself", () => {
    expect(toolsLike({ agents: ["AADInternals"] })[0]).toMatchObject({
      words: "consistent with AADInternals",
      strength: "near-certain",
      because: ["the agent says AADInternals"],
    });
  });

  test("a client id that no application has", () => {
    expect(names({ apps: ids("30CAD7CA-797C-4DBA-81F6-8B01F6371013") })).toEqual([
      "CredMaster: near-certain",
    ]);
  });

  test("PowerShell that sends passwords as Azure Active Directory PowerShell", () => {
    const agent = "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1";
    const asked = { agents: [agent], apps: ids(AAD_POWERSHELL), protocols: ["ropc"] };
    expect(names(asked)[0]).toBe("MSOLSpray: strong");
    expect(names({ ...asked, protocols: ["oAuth2"] })).toEqual([
      "MSOLSpray, o365enum, Omnispray, CredMaster or MFASweep: weak",
    ]);
  });

  test("a fixed agent with two of its ids, or five of its ids with any agent", () => {
    const drawn = [
      "a40d7d7d-59aa-447e-a655-679a4107e548",
      "f44b1140-bc5e-48c6-8dc0-5cf5a53c0e34",
      "e9c51622-460d-4d3d-952d-966a5b1da34c",
      "ecd6b820-32c2-49b6-98a6-444530e5a77a",
      "57336123-6e14-4acc-8dcf-287b6088aa28",
    ];
    expect(names({ agents: [CHROME_104], apps: ids(...drawn.slice(0, 2)) })).toEqual(["o365spray: strong"]);
    expect(names({ agents: [EDGE], apps: ids(...drawn) })).toEqual(["o365spray: strong"]);
    expect(names({ agents: [EDGE], apps: ids(...drawn.slice(0, 4)) })).toEqual([]);
    expect(names({ agents: [CHROME_104] })).toEqual([]);
  });

  test("five nameless client ids with passwords sent directly; named applications and repeats do not count", () => {
    const five = Array.from({ length: 5 }, (_, index) => `aaaaaaaa-0000-4000-8000-00000000000${index}`);
    expect(names({ apps: ids(...five), protocols: ["ropc"] })).toEqual(["AADInternals: strong"]);
    expect(names({ apps: five.map((appId) => ({ appId, name: "Payroll" })), protocols: ["ropc"] })).toEqual(
      [],
    );
    expect(names({ apps: ids(...five.slice(1), ...five.slice(1)), protocols: ["ropc"] })).toEqual([]);
    expect(names({ apps: ids(...five) })).toEqual([]);
  });

  test("both tests of an agent must hold for one and the same agent", () => {
    const [teams, electron] = ["Teams/1.3.00.30866", "Electron/8.5.1"];
    expect(names({ agents: [teams, electron] })).toEqual([]);
    expect(names({ agents: [`${teams} Chrome/80.0 ${electron}`] })).toEqual(["TeamFiltration: strong"]);
  });

  test("Kerberos ticket options in any spelling, and Windows' own are nobody's", () => {
    expect(names({ ticketOptions: ["0x10"] })).toEqual(["kerbrute: weak"]);
    expect(names({ ticketOptions: ["0X40800010", "0x50800000"] })).toEqual([
      "Rubeus: weak",
      "impacket or NetExec: weak",
    ]);
    expect(names({ ticketOptions: ["0x40810010", "0x60810010", "nonsense"] })).toEqual([]);
  });
});

test("a rule weighs strong marks only, of one client or of all together", () => {
  const client = { app: "", appId: "", userAgent: EDGE, protocol: "none" };
  expect(isKnownToolMark(client)).toBe(false);
  expect(isKnownToolMark({ ...client, userAgent: "python-requests/2.28.2" })).toBe(false);
  expect(isKnownToolMark({ ...client, userAgent: "python-requests/2.28.2", appId: AAD_POWERSHELL })).toBe(
    true,
  );
  expect(isKnownToolMark({ ...client, appId: "00000002-0000-0000-c000-000000000000" })).toBe(true);
  // The agent and the id of signing in to Windows itself: half the devices of an office have both.
  const windows = {
    userAgent: "Windows-AzureAD-Authentication-Provider/1.0",
    appId: "38aa3b87-a06d-4817-b275-7a316988d93b",
  };
  expect(isKnownToolMark({ ...client, ...windows })).toBe(false);
  expect(toolsLike({ agents: [windows.userAgent], apps: ids(windows.appId) })[0]?.tool).toBe("TREVORspray");
  expect(hasKnownToolMark({ agents: [EDGE] })).toBe(false);
});

test("an ordinary office's agents and applications are consistent with no tool", () => {
  const office = {
    agents: [
      EDGE,
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Outlook-iOS/2.0",
      "Microsoft Office/16.0",
    ],
    apps: ids("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "4765445b-32c6-49b0-83e6-1d93765276ca"),
    protocols: ["none", "oAuth2"],
  };
  expect(toolsLike(office)).toEqual([]);
});

describe("families", () => {
  test.each([
    ["", "no agent"],
    [EDGE, "Edge"],
    [CHROME_104, "Chrome"],
    ["Mozilla/5.0 (Macintosh) Gecko/20100101 Firefox/69.0", "Firefox"],
    ["Mozilla/5.0 (iPhone) AppleWebKit/605 Version/17.0 Mobile/15E148 Safari/604.1", "Safari"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "a browser's beginning only"],
    ["BAV2ROPC", "BAV2ROPC (old mail protocols)"],
    ["python-requests/2.28.2", "python-requests"],
    ["AADInternals", "AADInternals"],
    ["something else", "unknown"],
  ])("%s is %s", (agent, family) => {
    expect(uaFamily(agent)).toBe(family);
  });
});

test("applications have their names, and odd ids say why", () => {
  expect(appNameOf(" 1B730954-1685-4B74-9BFD-DAC224A7B894 ")).toBe("Azure Active Directory PowerShell");
  expect(appNameOf("aaaaaaaa-0000-4000-8000-000000000001")).toBeNull();
  for (const id of ODD_APP_IDS) expect(oddityOf(id)).toMatch(/request id|resource/);
  expect(oddityOf("c44b4083-3bb0-49c1-b47d-974e53cbdf3c")).toBeNull();
});

describe("the table", () => {
  test("every row has texts in lower case, a reason and a source", () => {
    for (const { tests, because, source } of TOOL_MARKS) {
      expect(tests.length).toBeGreaterThan(0);
      expect(because).not.toBe("");
      expect(source).not.toBe("");
      for (const part of tests) {
        if ("agent" in part) expect(part.text).toBe(part.text.toLowerCase());
        if ("appIds" in part)
          for (const id of part.appIds) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      }
    }
  });

  test("hostile agents of 64 KB, whatever is in them, cost next to nothing and never throw", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom(
        "(a+)+$",
        "Mozilla/5.0 (",
        "aadinternals",
        "\u0000",
        "\ud800",
        "İ",
        "ß",
        "chrome/",
        "x".repeat(900),
      ),
    );
    const hostile = fc
      .array(piece, { maxLength: 80 })
      .map((parts) => parts.join("").repeat(40).slice(0, 65_536));
    const began = performance.now();
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (agents) => {
        for (const agent of agents) expect(familyOf(agent).family).not.toBe("");
        for (const { because, strength } of toolsLike({ agents, apps: agents.map((appId) => ({ appId })) })) {
          expect(because.length).toBeGreaterThan(0);
          expect(["weak", "strong", "near-certain"]).toContain(strength);
        }
      }),
      { numRuns: 200 },
    );
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("more traces never take a likeness away, and their order does not matter", () => {
    const agent = fc.constantFrom(
      "AADInternals",
      EDGE,
      CHROME_104,
      "fasthttp",
      "curl/8.0",
      "python-requests/2",
    );
    const app = fc.constantFrom(AAD_POWERSHELL, ...ODD_APP_IDS, "872cd9fa-d31f-45e0-9eab-6e460a02d1f1");
    const some = fc.record({ agents: fc.array(agent), apps: fc.array(app.map((appId) => ({ appId }))) });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const both = { agents: [...a.agents, ...b.agents], apps: [...a.apps, ...b.apps] };
        const turned = { agents: [...b.agents, ...a.agents], apps: [...b.apps, ...a.apps] };
        expect(toolsLike(turned)).toEqual(toolsLike(both));
        const tools = toolsLike(both).map(({ tool }) => tool);
        for (const { tool } of toolsLike(a)) expect(tools).toContain(tool);
      }),
    );
  });
});
