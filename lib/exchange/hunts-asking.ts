import type { Hunt } from "./hunt";

/** Who else asks, and how: hunts for the same hand at other places and paces. */
export const ASKING: readonly Hunt[] = [
  {
    id: "HQ1",
    title: "One source, many names, over any hour",
    question: "Which sources asked for ten or more names within an hour, wherever the hour begins?",
    note: "Windows begin every ten minutes, so a scan over the hour mark is whole in one of them. A low share of absent names from your own egress is your own people.",
    rules: ["RC-01", "RC-02", "RC-04"],
    needs: ["sources"],
    body: `
SignIns(From - 1d, To + 1d)
| where Code in (Absent) or Code in (Exists)
| mv-expand MinutesBack = range(0, 50, 10) to typeof(long)
| extend Window = bin(At, 10m) - MinutesBack * 1m
| summarize Asked = dcount(Person), AbsentAsked = dcountif(Person, Code in (Absent)), Attempts = count(),
    Clients = dcount(ClientId), UserAgents = dcount(Agent) by Network, Window
| where Asked >= 10
| extend AbsentShare = round(todouble(AbsentAsked) / Asked, 2), IsOfAlert = Network in (Networks)
| summarize arg_max(Asked, *) by Network
| order by Asked desc`,
  },
  {
    id: "HQ2",
    title: "A few names a day, each once",
    question: "Which sources asked for many names over a month, hardly any of them twice?",
    note: "People repeat their own name; a list does not. A branch office shows few absent names and many sign-ins.",
    rules: ["RC-04", "RC-05"],
    needs: ["sources"],
    body: `
SignIns(To - 30d, To + 1d)
| where Code in (Absent) or Code in (Exists)
| summarize Attempts = count(), FirstAt = min(At) by Network, Person
| summarize Asked = count(), Once = countif(Attempts == 1), Days = dcount(startofday(FirstAt)),
    First = min(FirstAt), Last = max(FirstAt) by Network
| where Asked >= 20 and Days >= 3 and Once >= 0.9 * Asked
| extend IsOfAlert = Network in (Networks)
| order by Asked desc`,
  },
  {
    id: "HQ3",
    title: "The same agent from other addresses",
    question: "Who else came with the agents of this alert, and was refused?",
    note: "One or two attempts an address point to a rotating gateway. A browser's agent is everybody's: then look at the hours and the names.",
    rules: ["RC-01", "RC-02", "RC-04", "RC-05", "RC-06", "RC-07"],
    needs: ["agents"],
    body: `
SignIns(From - 1d, To + 1d)
| where Agent in (Agents) and Code != "0"
| summarize Asked = dcount(Person), Addresses = dcount(Address), Attempts = count(), SomeAddresses = make_set(Address, 20),
    Clients = make_set(ClientName, 10) by Agent, Asn, Hour = bin(At, 1h)
| extend PerAddress = round(todouble(Attempts) / Addresses, 1)
| order by Hour asc, Asked desc`,
  },
  {
    id: "HQ4",
    title: "One application or network, many addresses",
    question: "Do many addresses share an application and a network, with hardly more than one attempt each?",
    note: "Counts the codes of this alert. Mobile carriers give many addresses too, but for few names each.",
    rules: ["RC-06", "RC-07"],
    needs: ["codes"],
    body: `
SignIns(From - 1d, To + 1d)
| where Code in (AlertCodes)
| summarize Asked = dcount(Person), Addresses = dcount(Address), Attempts = count(), UserAgents = make_set(Agent, 10)
    by ClientId, ClientName, Asn
| where Asked >= 20 and Addresses >= 10 and Attempts <= 2 * Addresses
| order by Asked desc`,
  },
  {
    id: "HQ5",
    title: "Names in the order of a list",
    question: "Were names first asked for in alphabetical order, whoever asked?",
    note: "Kendall's tau over the first 400 names of the time, all sources together. Chance stays under z = 4; a program that cycles a list reaches it too, and a shuffled list never does.",
    rules: ["RC-01", "RC-04", "RC-05", "RC-06"],
    needs: [],
    body: `
let FirstTries = materialize(
  SignIns(From - 1h, To + 1h)
  | where isnotempty(Person) and (Code in (Absent) or Code in (Exists))
  | summarize FirstAt = min(At) by Person
  | top 400 by FirstAt asc
  | extend Pairing = 1
);
FirstTries
| join kind=inner (FirstTries | project OtherPerson = Person, OtherAt = FirstAt, Pairing) on Pairing
| where strcmp(Person, OtherPerson) < 0 and FirstAt != OtherAt
| summarize Pairs = count(), InOrder = countif(FirstAt < OtherAt), Persons = dcount(Person) + 1
| where Persons >= 20
| extend Tau = (2.0 * InOrder - Pairs) / Pairs
| extend Z = Tau / sqrt(2.0 * (2 * Persons + 5) / (9.0 * Persons * (Persons - 1)))`,
  },
  {
    id: "HQ6",
    title: "Client ids that nobody registered",
    question: "Who signs in with applications that the directory does not know?",
    note: "With the password flow (ropc), 700016 and 500011 come only after a right password: read those as known passwords.",
    rules: ["RC-07", "RC-04"],
    needs: ["sources"],
    body: `
SignIns(From - 1d, To + 1d)
| where Code in ("700016", "500011") or isempty(ClientName)
| summarize ClientIds = dcount(ClientId), Asked = dcount(Person), RightPasswords = countif(Protocol =~ "ropc" and Code in ("700016", "500011")),
    SomeClients = make_set(ClientId, 20) by Network, Hour = bin(At, 1h)
| where ClientIds >= 3 or RightPasswords > 0
| extend IsOfAlert = Network in (Networks)
| order by Hour asc`,
  },
  {
    id: "HQ7",
    title: "What this source learned",
    question: "For each name, what is the strongest answer that the sources of this alert got?",
    note: "5 signed in, 4 password right, 3 exists, 2 perhaps. Federated names are judged elsewhere and may be missing.",
    rules: ["RC-01", "RC-02", "RC-04", "RC-05", "RC-06", "RC-07", "RC-08", "RC-09", "RC-10"],
    needs: ["sources"],
    body: `
SignIns(From - 7d, To + 7d)
| where Network in (Networks)
| extend Told = case(
    Code == "0", 5,
    Code in (RightPassword) or (Code in ("700016", "500011") and Protocol =~ "ropc"), 4,
    Code in (Exists), 3,
    Code == "50053" and Reason has "too many times", 2,
    Code in (Absent), 0,
    1)
| summarize arg_max(Told, At, Code), Attempts = count(), First = min(At), Codes = make_set(Code, 20) by Person
| where Told >= 2
| order by Told desc, Person asc`,
  },
  {
    id: "HQ13",
    title: "One name, many faces within a minute",
    question:
      "Was a name tried with several agents and applications at once, to find a door without a second factor?",
    note: "Whoever does this knows the password already. A person who sets up a new phone and laptop comes from your own network.",
    rules: ["RC-08", "RC-10", "RC-12"],
    needs: [],
    body: `
SignIns(From - 1d, To + 14d)
| where isnotempty(Person)
| summarize UserAgents = dcount(Agent), Clients = dcount(ClientId), Codes = make_set(Code, 20) by Person, Network, Minute = bin(At, 1m)
| where UserAgents >= 3 and Clients >= 2
| order by Minute asc`,
  },
  {
    id: "HQ16",
    title: "A list of former staff",
    question: "Which sources asked for several disabled accounts within a month?",
    note: "Leavers on a list say that it is old: a leak or scraped pages, and the sources of this alert may not be the only ones.",
    rules: ["RC-02", "RC-04", "RC-05", "RC-08"],
    needs: ["sources"],
    body: `
SignIns(To - 30d, To + 1d)
| where Code == "50057"
| summarize Disabled = dcount(Person), SomeNames = make_set(Person, 100), First = min(At), Last = max(At) by Network
| where Disabled >= 5
| extend IsOfAlert = Network in (Networks)
| order by Disabled desc`,
  },
];
