/**
 * What public enumeration tools leave in a log by default. Each row is a fact of the tool's own source or of a public
 * recording; every one can be changed by whoever runs the tool, and honest programs leave some of them too. So a row
 * says what the traces are consistent with, how strongly, and why, and never that it is that tool.
 */

/** `near-certain`: nothing honest writes it. `strong`: hardly anything does. `weak`: honest programs do as well. */
export const STRENGTHS = ["weak", "strong", "near-certain"] as const;
export type Strength = (typeof STRENGTHS)[number];

/** What must be there; a row holds where all of its tests do. Texts are in lower case. */
export type Test =
  | { agent: "is" | "begins" | "holds"; text: string }
  | { appIds: readonly string[]; least: number }
  | { protocol: string }
  | { ticketOptions: string }
  /** At least so many ids that are no application of Microsoft's and were given without a name. */
  | { namelessApps: number }
  /** At least so many families of agents. */
  | { families: number };

export type ToolMark = {
  tool: string;
  strength: Strength;
  tests: readonly Test[];
  /** What was seen, to be read after "because". */
  because: string;
  /** Where the fact comes from: repository and path, or the publication. */
  source: string;
};

/** Raised whenever a row changes: what rules stored by the old table is weighed anew. */
export const TOOL_TABLE_VERSION = 1;

export const AAD_POWERSHELL = "1b730954-1685-4b74-9bfd-dac224a7b894";
const AZURE_POWERSHELL = "1950a258-227b-4e31-a9cf-717495945fc2";
const NO_APP = "30cad7ca-797c-4dba-81f6-8b01f6371013";
const DIRECTORY_RESOURCE = "00000002-0000-0000-c000-000000000000";

/** o365spray takes one of these at random for each request. */
const O365SPRAY_APPS = [
  "a40d7d7d-59aa-447e-a655-679a4107e548",
  "f44b1140-bc5e-48c6-8dc0-5cf5a53c0e34",
  "e9c51622-460d-4d3d-952d-966a5b1da34c",
  "ecd6b820-32c2-49b6-98a6-444530e5a77a",
  "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223",
  "c0d2a505-13b8-4ae0-aa9e-cddd5eab0b12",
  "22098786-6e16-43cc-a27d-191a01a1e3b5",
  "eb539595-3fe1-474e-9c1d-feb3625d1be5",
  "57336123-6e14-4acc-8dcf-287b6088aa28",
  "ab9b8c07-8f02-4f72-87fa-80105867a763",
  "4e291c71-d680-4d0e-9640-0a3358e31177",
  "872cd9fa-d31f-45e0-9eab-6e460a02d1f1",
  "26a7ee05-5602-4d76-a7ba-eae8b7b67941",
];

/** CredMaster's plug-ins for Entra take one of these at random. */
const CREDMASTER_APPS = [
  "4345a7b9-9a63-4910-a426-35363201d503",
  AAD_POWERSHELL,
  "0a7bdc5c-7b57-40be-9939-d4c5fc7cd417",
  AZURE_POWERSHELL,
  DIRECTORY_RESOURCE,
  "872cd9fa-d31f-45e0-9eab-6e460a02d1f1",
  NO_APP,
];

const one = (appId: string): Test => ({ appIds: [appId], least: 1 });
const holds = (text: string): Test => ({ agent: "holds", text });

export const TOOL_MARKS: readonly ToolMark[] = [
  {
    tool: "AADInternals",
    strength: "near-certain",
    tests: [holds("aadinternals")],
    because: "the agent says AADInternals",
    source: "Gerenios/AADInternals CommonUtils.ps1",
  },
  {
    tool: "AADInternals",
    strength: "strong",
    tests: [{ namelessApps: 5 }, { protocol: "ropc" }],
    because:
      "passwords were sent directly (ROPC) under five or more client ids that belong to no known application",
    source: "Gerenios/AADInternals KillChain_utils.ps1 (login method)",
  },
  {
    tool: "AADInternals",
    strength: "weak",
    tests: [{ agent: "is", text: "mozilla/5.0 (windows nt 10.0; win64; x64)" }],
    because: "the agent is the beginning of a browser's and no more",
    source: "Gerenios/AADInternals CommonUtils.ps1",
  },
  {
    tool: "o365spray",
    strength: "strong",
    tests: [{ appIds: O365SPRAY_APPS, least: 5 }],
    because: "five or more of the thirteen client ids that it draws from were used",
    source: "0xZDH/o365spray o365spray/core/utils/defaults.py",
  },
  {
    tool: "o365spray",
    strength: "strong",
    tests: [{ appIds: O365SPRAY_APPS, least: 2 }, holds("chrome/104.0.0.0 safari/537.36")],
    because: "client ids of its thirteen came with its fixed agent, Chrome 104",
    source: "0xZDH/o365spray o365spray/core/utils/defaults.py",
  },
  {
    tool: "o365enum",
    strength: "strong",
    tests: [
      {
        agent: "is",
        text: "microsoft office/16.0 (windows nt 10.0; microsoft outlook 16.0.12026; pro",
      },
    ],
    because: "the agent is Outlook's, cut off where the tool cuts it",
    source: "gremwell/o365enum o365enum.py",
  },
  {
    tool: "Omnispray",
    strength: "strong",
    tests: [one(AAD_POWERSHELL), holds("macintosh"), holds("firefox/69.0")],
    because: "Firefox 69 on a Mac signs in as Azure Active Directory PowerShell",
    source: "0xZDH/Omnispray omnispray/modules",
  },
  {
    tool: "MSOLSpray",
    strength: "strong",
    tests: [one(AAD_POWERSHELL), { protocol: "ropc" }, holds("windowspowershell/")],
    because: "PowerShell itself sent passwords (ROPC) as Azure Active Directory PowerShell",
    source: "dafthack/MSOLSpray MSOLSpray.ps1",
  },
  {
    tool: "MSOLSpray (Python)",
    strength: "strong",
    tests: [one(AAD_POWERSHELL), holds("python-requests/")],
    because: "python-requests signs in as Azure Active Directory PowerShell",
    source: "MartinIngesen/MSOLSpray MSOLSpray.py",
  },
  {
    tool: "MSOLSpray, o365enum, Omnispray, CredMaster or MFASweep",
    strength: "weak",
    tests: [one(AAD_POWERSHELL)],
    because: "the client id is Azure Active Directory PowerShell, which administrators' old scripts use too",
    source: "dafthack/MSOLSpray MSOLSpray.ps1",
  },
  {
    tool: "TREVORspray",
    strength: "weak",
    tests: [
      one("38aa3b87-a06d-4817-b275-7a316988d93b"),
      { agent: "begins", text: "windows-azuread-authentication-provider/1.0" },
    ],
    because: "client id and agent are those of signing in to Windows itself, which it copies",
    source: "blacklanternsecurity/TREVORspray trevorspray/lib/sprayers/msol.py",
  },
  {
    tool: "CredMaster",
    strength: "near-certain",
    tests: [one(NO_APP)],
    because: "the client id 30cad7ca-797c-4dba-81f6-8b01f6371013 is no application at all",
    source: "knavesec/CredMaster plugins/msol/msol.py",
  },
  {
    tool: "CredMaster or the fasthttp wave of January 2025",
    strength: "strong",
    tests: [one(DIRECTORY_RESOURCE)],
    because: "the client id 00000002-0000-0000-c000-000000000000 is a resource, not a client",
    source: "knavesec/CredMaster plugins/msol/msol.py",
  },
  {
    tool: "CredMaster",
    strength: "strong",
    tests: [{ appIds: CREDMASTER_APPS, least: 4 }],
    because: "four or more of the seven client ids that it draws from were used",
    source: "knavesec/CredMaster plugins/azuresso, plugins/msol, plugins/msgraph",
  },
  {
    tool: "TeamFiltration",
    strength: "strong",
    tests: [holds("teams/1.3.00.30866"), holds("electron/8.5.1")],
    because: "the agent is the Teams of 2020 in its example configuration",
    source:
      "elastic/detection-rules rules/integrations/azure/discovery_entra_id_teamfiltration_user_agents_detected.toml",
  },
  {
    tool: "the fasthttp wave of January 2025",
    strength: "strong",
    tests: [{ agent: "is", text: "fasthttp" }],
    because: "the agent is fasthttp, a Go library that no sign-in page runs in",
    source: "public write-ups of the wave of January 2025",
  },
  {
    tool: "MFASweep",
    strength: "weak",
    tests: [{ appIds: [AAD_POWERSHELL, AZURE_POWERSHELL], least: 2 }, { families: 4 }],
    because: "two PowerShell client ids came with four or more kinds of agent",
    source: "dafthack/MFASweep MFASweep.ps1",
  },
  ...(
    [
      ["go-http-client", "Go's own HTTP library"],
      ["go-resty", "go-resty"],
      ["python-requests", "python-requests"],
      ["python-httpx", "python-httpx"],
      ["aiohttp", "aiohttp"],
      ["curl/", "curl"],
      ["axios/", "axios"],
      ["node-fetch", "node-fetch"],
      ["undici", "undici"],
      ["okhttp", "okhttp"],
      ["guzzlehttp", "GuzzleHttp"],
    ] as const
  ).map(
    ([text, name]): ToolMark => ({
      tool: "a script",
      strength: "weak",
      tests: [holds(text)],
      because: `the agent is ${name}, which tools and honest programs are built on`,
      source: "agents of public rules and tools (Elastic, Sentinel, TeamFiltration, MSOLSpray)",
    }),
  ),
  {
    tool: "old mail protocols",
    strength: "weak",
    tests: [holds("bav2ropc")],
    because:
      "the agent BAV2ROPC is Microsoft's gateway for basic authentication: an old mail client or a tool",
    source: "public Sentinel and Elastic rules",
  },
  {
    tool: "kerbrute",
    strength: "weak",
    tests: [{ ticketOptions: "0x00000010" }],
    because: "ticket options 0x00000010 are gokrb5's, and of other Linux clients that use it",
    source: "ropnop/gokrb5 messages/KDCReq.go, ropnop/kerbrute session.go",
  },
  {
    tool: "Rubeus",
    strength: "weak",
    tests: [{ ticketOptions: "0x40800010" }],
    because: "ticket options 0x40800010 are its default",
    source: "GhostPack/Rubeus Rubeus/lib/Ask.cs",
  },
  {
    tool: "impacket or NetExec",
    strength: "weak",
    tests: [{ ticketOptions: "0x50800000" }],
    because: "ticket options 0x50800000 are impacket's default",
    source: "fortra/impacket impacket/krb5/kerberosv5.py",
  },
];
