/** What kind of program an agent says that it is. It is the prober's own text: evidence, never proof. */
export type AgentKind =
  | "none"
  | "tool"
  | "library"
  | "script"
  | "mail"
  | "office"
  | "broker"
  | "browser"
  | "other";

export type AgentFamily = { family: string; kind: AgentKind };

/**
 * The first mark that an agent holds decides, so the more specific stand first: Edge, Teams and Outlook all call
 * themselves Chrome or Safari too. Plain substrings in lower case: nothing here can be made slow by the text.
 */
const MARKS: readonly (readonly [mark: string, family: string, kind: AgentKind])[] = [
  ["aadinternals", "AADInternals", "tool"],
  ["fasthttp", "fasthttp", "library"],
  ["go-http-client", "Go-http-client", "library"],
  ["go-resty", "go-resty", "library"],
  ["python-requests", "python-requests", "library"],
  ["python-httpx", "python-httpx", "library"],
  ["python-urllib", "python-urllib", "library"],
  ["aiohttp", "aiohttp", "library"],
  ["axios/", "axios", "library"],
  ["node-fetch", "node-fetch", "library"],
  ["undici", "undici", "library"],
  ["okhttp", "okhttp", "library"],
  ["guzzlehttp", "GuzzleHttp", "library"],
  ["apache-httpclient", "Apache-HttpClient", "library"],
  ["restsharp", "RestSharp", "library"],
  ["libwww-perl", "libwww-perl", "library"],
  ["java/", "Java", "library"],
  ["postmanruntime", "Postman", "tool"],
  ["apache-jmeter", "JMeter", "tool"],
  ["k6/", "k6", "tool"],
  ["curl/", "curl", "script"],
  ["wget/", "Wget", "script"],
  ["windowspowershell", "PowerShell", "script"],
  ["powershell/", "PowerShell", "script"],
  ["bav2ropc", "BAV2ROPC (old mail protocols)", "mail"],
  ["cbainprod", "CBAInPROD (old mail protocols)", "mail"],
  ["windows-azuread-authentication-provider", "Windows sign-in", "broker"],
  ["microsoft.identity.client", "MSAL", "broker"],
  ["msal", "MSAL", "broker"],
  ["dalvik/", "Android", "broker"],
  ["teams/", "Teams", "office"],
  ["outlook-ios", "Outlook mobile", "mail"],
  ["outlook-android", "Outlook mobile", "mail"],
  ["microsoft outlook", "Outlook", "office"],
  ["microsoft office", "Office", "office"],
  ["onedrive", "OneDrive", "office"],
  ["thunderbird", "Thunderbird", "mail"],
  ["headlesschrome", "Headless Chrome", "script"],
  ["edg/", "Edge", "browser"],
  ["edga/", "Edge", "browser"],
  ["edgios/", "Edge", "browser"],
  ["edge/", "Edge (old)", "browser"],
  ["opr/", "Opera", "browser"],
  ["samsungbrowser", "Samsung Internet", "browser"],
  ["firefox/", "Firefox", "browser"],
  ["fxios/", "Firefox", "browser"],
  ["crios/", "Chrome", "browser"],
  ["chrome/", "Chrome", "browser"],
  ["trident/", "Internet Explorer", "browser"],
  ["msie ", "Internet Explorer", "browser"],
  ["safari/", "Safari", "browser"],
];

/** Beyond this nobody writes what a program is; a hostile agent has 64 KB. */
const LOOKED_AT = 2048;

/** Lower case and short, as every mark is compared. */
export const comparable = (agent: string): string => agent.slice(0, LOOKED_AT).toLowerCase();

/** Windows keeps them where other logs have an agent. */
const TICKET_OPTIONS = /^0x[0-9a-f]{1,8}$/;

/** The family of a user agent; a bare "Mozilla/5.0 (…)" without a browser in it is `other`. */
export function familyOf(agent: string): AgentFamily {
  if (agent.trim() === "") return { family: "no agent", kind: "none" };
  const text = comparable(agent);
  const found = MARKS.find(([mark]) => text.includes(mark));
  if (found) return { family: found[1], kind: found[2] };
  if (TICKET_OPTIONS.test(text)) return { family: "Kerberos ticket options", kind: "other" };
  if (text.startsWith("mozilla/")) return { family: "a browser's beginning only", kind: "other" };
  return { family: "unknown", kind: "other" };
}

/** What a log calls ua_family: the family's name alone. */
export const uaFamily = (agent: string): string => familyOf(agent).family;
