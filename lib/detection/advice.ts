import type { Step } from "./rule";

/** What to ask of any name-guessing, in the order in which the answers change the verdict. */
export const INVESTIGATE: Step[] = [
  {
    title: "What can we see?",
    text: "Check on the overview which logs cover these hours. If the domain is federated, its own identity provider holds the rest; read that before you conclude anything.",
  },
  {
    title: "Who asked?",
    text: "Look at the origin's page: your own office, a partner, a hosting network? Did anybody sign in from there in the month before?",
  },
  {
    title: "How were the names chosen?",
    text: "Mostly absent names with one try each are guesses. Mostly real ones are a list that somebody got hold of; former colleagues on it point to an old leak.",
  },
  {
    title: "What did they learn?",
    text: "Read the names with the strongest answers first. A known password or a session outweighs any number of absent names; look for administrators, executives and the help desk.",
  },
  {
    title: "Did it go on?",
    text: "Search the confirmed names over the following fortnight: sign-ins from a new place, second-factor prompts nobody asked for, password resets, calls to the help desk, phishing mail to just these people.",
  },
  {
    title: "Is it bigger?",
    text: "Look for other origins with the same agent and application in the same hours, and for a list that goes on where this one stopped.",
  },
  {
    title: "Could it be ours?",
    text: "Hold it against the benign pictures of this rule: a change ticket, an agreed test, a new integration, a batch of joiners.",
  },
  {
    title: "Write down the verdict",
    text: "Close with a classification and the evidence for it. The next analyst, and every later tuning, starts from your sentence.",
  },
];

/** The same for the reset pages, where the answer is also which second factors a person has. */
export const INVESTIGATE_RESET: Step[] = [
  {
    title: "Did anybody finish?",
    text: "Walks that stop once the options are shown are looking around; a desk or a forgetful person goes on to a code or a new password. A finished reset that its owner does not know is an incident.",
  },
  ...INVESTIGATE,
];

/** Where the odd thing is what asked, not how much. */
export const INVESTIGATE_CLIENTS: Step[] = [
  {
    title: "Which applications, and does anybody here use them?",
    text: "Look the ids up in your tenant. An id without a name belongs to no application here; one that you know may be registered new or was deleted. An id of its own for every request is a tool.",
  },
  {
    title: "Was a password right?",
    text: "By ROPC an unknown application or resource is only named once the password was accepted. Treat each such account as one whose password is known, whatever the row calls a failure.",
  },
  ...INVESTIGATE,
];

/** Where sources are many, what they share comes first. */
export const INVESTIGATE_CAMPAIGN: Step[] = [
  {
    title: "What do the sources share?",
    text: "The alert names every trait that showed the campaign, with its size. An agent or application that hardly anybody here has is a strong one; a network of a cloud provider with one attempt an address is a relay.",
  },
  {
    title: "Do people sign in with it?",
    text: "Search events for the same agent or application that succeeded. A new release of an ordinary program has both; a tool has only refusals.",
  },
  ...INVESTIGATE,
];

/** What to do, by the strongest answer that was given away. */
export const RESPOND: Step[] = [
  {
    title: "Only absent names, or nothing",
    text: "Record it and watch the origin. No user needs to do anything. Check that legacy sign-in is off and every account has a second factor.",
  },
  {
    title: "Accounts confirmed",
    text: "Give the list to whoever runs identities: check their second factors, watch them for a month, and warn the help desk that callers may pose as exactly these people. Blocking one address seldom helps for long; if you block it, let the block expire.",
  },
  {
    title: "A password is known",
    text: "For each such account reset the password, end its sessions, and remove second factors registered since. Begin with accounts that had none yet: the other side may have enrolled its own. Never lock accounts in bulk by automation, or guessing names becomes a way to shut people out.",
  },
  {
    title: "Somebody signed in",
    text: "Treat it as an incident: everything above, and also mailbox rules, consents, new applications and devices, role changes and downloads. Export the logs before they age out.",
  },
  {
    title: "A week of quiet",
    text: "Lift temporary blocks, close the watch list, and note what would have stopped it.",
  },
];

/** For rules that see one source whole: what its severity is made of comes first. */
export const INVESTIGATE_SOURCE: Step[] = [
  {
    title: "Why this severity?",
    text: "Read the arithmetic on the alert: size, tool, accepted passwords, first sign-ins. Then the measures: a high share of absent names means guessing, a high share of single tries means a list.",
  },
  ...INVESTIGATE,
];
