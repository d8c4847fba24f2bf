import type { Chance } from "./chance";

export type App = { name: string; id: string };
export type Agent = { text: string; os: string; browser: string };
export type Place = { country: string; region: string; city: string; asn: number; geo: string };
export type Origin = { address: string; place: Place };
export type Person = {
  name: string;
  display: string;
  id: string;
  device: string;
  agent: Agent;
  clientApp: string;
  office: Origin;
  home: Origin;
};

/** What a synthetic organisation consists of. Nothing in it is anybody's: names and addresses are made up. */
export type Tenant = {
  id: string;
  people: Person[];
  apps: App[];
  resources: App[];
  policies: App[];
  agents: Agent[];
};

export const FIRST =
  "aaliyah amir anna björn carlos chen claire daniel diego elif emma erik fatima felix grace hana hugo ines ivan jana jamal jörg julia kenji lars leila lena liam lucía maria marek mei mila nadia noah olga omar paula pavel priya rafael rosa sanne sara sofia tariq tomas uma viktor wei yara yusuf zoe".split(
    " ",
  );
export const LAST =
  "adeyemi ahmed alvarez andersen bakker becker bianchi brown castro chen costa dubois evans fischer garcía gruber haddad hansen ito jansen johnson kaya kim kovács kumar lee lopez martin meyer moreau müller nakamura nguyen novak okafor olsen patel petrov popescu rossi santos schmidt silva singh smith sørensen suzuki tanaka vargas virtanen walker weber wójcik yılmaz zhang".split(
    " ",
  );
export const APP_NAMES =
  "Office 365 Exchange Online|Microsoft Teams|OfficeHome|Office 365 SharePoint Online|Azure Portal|Microsoft Authentication Broker|Windows Sign In|One Outlook Web|Outlook Mobile|Microsoft Office|Microsoft 365 Support Service|Microsoft Intune|My Apps|My Signins|Azure Active Directory PowerShell|Microsoft Azure CLI|Azure DevOps|Power BI|Dynamics 365|Microsoft To Do".split(
    "|",
  );
export const RESOURCES =
  "Microsoft Graph|Office 365 Exchange Online|Windows Azure Active Directory|Office 365 SharePoint Online|Microsoft Teams Services|Windows Azure Service Management API".split(
    "|",
  );
export const POLICIES = [
  "CA001: Require MFA for administrators",
  "CA002: Block legacy authentication",
  "CA003: Require MFA for all users",
  "CA004: Require a compliant device for office applications",
  "CA005: Block sign-ins of high risk",
];
const CLIENT_APPS = ["Browser", "Mobile Apps and Desktop clients", "Exchange ActiveSync", "IMAP4"];
const CITIES: Omit<Place, "asn">[] = [
  { city: "Oslo", region: "Oslo", country: "NO", geo: "59.9127,10.7461" },
  { city: "München", region: "Bayern", country: "DE", geo: "48.1374,11.5755" },
  { city: "São Paulo", region: "São Paulo", country: "BR", geo: "-23.5475,-46.6361" },
  { city: "Pune", region: "Maharashtra", country: "IN", geo: "18.5195,73.8553" },
  { city: "Seattle", region: "Washington", country: "US", geo: "47.6062,-122.3321" },
  { city: "London", region: "England", country: "GB", geo: "51.5085,-0.1257" },
  { city: "Tokyo", region: "Tokyo", country: "JP", geo: "35.6895,139.6917" },
  { city: "Sydney", region: "New South Wales", country: "AU", geo: "-33.8679,151.2073" },
];
const ORIGINS = 3000;
const OFFICES = 60;
const PEOPLE = 20_000;
const APPS = 60;

export function makeTenant(chance: Chance): Tenant {
  const appOf = (name: string): App => ({ name, id: chance.uuid() });
  const own = Array.from(
    { length: APPS - APP_NAMES.length },
    (_, index) => `Contoso line of business ${index + 1}`,
  );
  const agents = makeAgents();
  const origins = Array.from({ length: ORIGINS }, (_, index) => makeOrigin(chance, index));
  const offices = origins.slice(0, OFFICES);
  const homes = origins.slice(OFFICES);
  return {
    id: chance.uuid(),
    apps: [...APP_NAMES, ...own].map(appOf),
    resources: RESOURCES.map(appOf),
    policies: POLICIES.map(appOf),
    agents,
    people: Array.from({ length: PEOPLE }, (_, index) =>
      makePerson(chance, index, { agents, offices, homes }),
    ),
  };
}

type Around = { agents: Agent[]; offices: Origin[]; homes: Origin[] };

function makePerson(chance: Chance, index: number, { agents, offices, homes }: Around): Person {
  const [first, last] = [chance.pick(FIRST), chance.pick(LAST)];
  const display = `${capital(first)} ${capital(last)}`;
  return {
    name: `${plain(first)}.${plain(last)}${index}@contoso.example`,
    display,
    id: chance.uuid(),
    device: chance.is(0.7) ? chance.uuid() : "",
    agent: chance.pickOftenFirst(agents),
    clientApp: CLIENT_APPS[chance.is(0.03) ? chance.below(4) : chance.below(2)] ?? "Browser",
    office: chance.pickOftenFirst(offices),
    home: chance.pick(homes),
  };
}

/** An address that no campaign has; every fourth is IPv6. Documentation ranges are too small for three thousand. */
function makeOrigin(chance: Chance, index: number): Origin {
  const place = placeOf(chance);
  const [high, low] = [index >> 8, index & 255];
  if (index % 4 === 3)
    return {
      address: `2001:db8:${(0x100 + high).toString(16)}:${(low + 1).toString(16)}::${(1 + chance.below(0xfffe)).toString(16)}`,
      place,
    };
  return { address: `10.${20 + high}.${low}.${1 + chance.below(254)}`, place };
}

export function placeOf(chance: Chance): Place {
  return { ...chance.pick(CITIES), asn: 64_512 + chance.below(1000) };
}

/** 500 agents: five families in a hundred versions. */
export function makeAgents(): Agent[] {
  return Array.from({ length: 100 }, (_, index) => 131 - index).flatMap((version) => {
    const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
    const windows = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/${version}.0.0.0 Safari/537.36`;
    const [major, minor] = [17 - (version % 5), version % 8];
    return [
      { text: windows, os: "Windows10", browser: `Chrome ${version}.0.0` },
      {
        text: `${windows} Edg/${version}.0.${2000 + version}.${version % 97}`,
        os: "Windows10",
        browser: `Edge ${version}.0.0`,
      },
      {
        text: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.${version} (KHTML, like Gecko) Version/${major}.${minor} Safari/605.1.${version}`,
        os: "MacOs",
        browser: `Safari ${major}.${minor}`,
      },
      {
        text: `Mozilla/5.0 (iPhone; CPU iPhone OS ${major}_${minor} like Mac OS X) AppleWebKit/605.1.${version} (KHTML, like Gecko) Mobile/15E148`,
        os: `Ios ${major}.${minor}`,
        browser: "Mobile Safari",
      },
      {
        text: `Mozilla/5.0 (Linux; Android ${9 + (version % 6)}; SM-G9${version}) ${webkit} Chrome/${version}.0.0.0 Mobile Safari/537.36`,
        os: "Android",
        browser: `Chrome Mobile ${version}.0.0`,
      },
    ];
  });
}

export const capital = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`;

export const plain = (word: string) =>
  word.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ø", "o").replaceAll("ı", "i");

/** A name that nobody in the tenant has. */
export function absentName(chance: Chance, number: number): string {
  return `${plain(chance.pick(FIRST))}${plain(chance.pick(LAST))}.guess${number}@contoso.example`;
}
