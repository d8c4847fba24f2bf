import { PLAYBOOK } from "./playbook";
import type { Step } from "./rule";

/** A step of the guide; its key is what a tick names, so it never changes. */
export type GuideStep = Step & { key: string };

/** What to ask of any name-guessing, in the order in which the answers change the verdict. */
export const GUIDE: readonly GuideStep[] = [
  {
    key: "sight",
    title: "What can we see?",
    text: "Check which logs cover these hours. If the domain is federated, its own identity provider judges the passwords and holds the rest; read that before you conclude anything. Whoever asks the discovery pages instead of signing in leaves nothing in a tenant's logs.",
  },
  {
    key: "source",
    title: "Who asked?",
    text: "Look at the origin's page: your own office, a partner, a hosting network, the host that checks passwords for the cloud? An address from which your people sign in every day needs more proof than one that nobody ever used.",
  },
  {
    key: "choice",
    title: "How were the names chosen?",
    text: "Mostly absent names with one try each are guesses. Mostly real ones are a list that somebody got hold of; the order of your own address book, or former colleagues on it, says where it came from.",
  },
  {
    key: "method",
    title: "How was it done?",
    text: "Compare applications, client ids, agents, protocol and pace with what your people use. A tool can claim to be anything, so what you find is consistent with a tool and never proof of it.",
  },
  {
    key: "learned",
    title: "What did they learn?",
    text: "Read the names with the strongest answers first. A known password or a session outweighs any number of absent names; look for administrators, executives, the help desk and service accounts, then for disabled accounts.",
  },
  {
    key: "moved-on",
    title: "Did it go on?",
    text: "For the confirmed accounts, look a fortnight to either side: sign-ins from this origin first, then right passwords that something else stopped, then wrong ones, then sign-ins from any place that is new for the person. Around each success read the hour before and after.",
  },
  {
    key: "channel",
    title: "Did it change the channel?",
    text: "Password resets, second-factor prompts nobody asked for, factors registered since, calls to the help desk, mail or chat to just these people. The last three stand in no log held here: ask.",
  },
  {
    key: "extent",
    title: "Is it bigger?",
    text: "Look for other origins with the same agent or application in the same hours, and for a list that goes on where this one stopped.",
  },
  {
    key: "benign",
    title: "Could it be ours?",
    text: "Hold it against the benign pictures of the rules: a change ticket, an agreed test, a new integration, a batch of joiners. Ask whoever would know before you call it benign.",
  },
  {
    key: "verdict",
    title: "Write down the verdict",
    text: "Close with a classification and the evidence for it. The next analyst, and every later tuning, starts from your sentence.",
  },
];

/** Where passwords are reset, the first question is another one. */
export const RESET_STEP: GuideStep = {
  key: "finished",
  title: "Did anybody finish a reset?",
  text: "Walks that stop once the options are shown are looking around; a desk or a forgetful person goes on to a code or a new password. A finished reset that its owner does not know is an incident.",
};

const textOf = ({ title, text }: GuideStep): Step => ({ title, text });

export const INVESTIGATE: Step[] = GUIDE.map(textOf);

/** The same for the reset pages, where the answer is also which second factors a person has. */
export const INVESTIGATE_RESET: Step[] = [RESET_STEP, ...GUIDE].map(textOf);

/** The playbook in short, as a rule shows it: one step a stage. */
export const RESPOND: Step[] = PLAYBOOK.map(({ id, title, lead, actions }) => ({
  title: `${id} · ${title}`,
  text: [lead, ...actions.map((action) => action.text)].join(" "),
}));

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

/** For rules that see one source whole: what its severity is made of comes first. */
export const INVESTIGATE_SOURCE: Step[] = [
  {
    title: "Why this severity?",
    text: "Read the arithmetic on the alert: size, tool, accepted passwords, first sign-ins. Then the measures: a high share of absent names means guessing, a high share of single tries means a list.",
  },
  ...INVESTIGATE,
];

/** Where a domain controller was asked: what the log cannot say comes first. */
export const INVESTIGATE_KERBEROS: Step[] = [
  {
    title: "Which names exist, that the log does not say?",
    text: "A scan without passwords is refused for absent names and gets no event for existing ones. The gaps between its source ports, and the names that the same address tries a password for later, are all that tells. Treat the whole list as known.",
  },
  {
    title: "Which host is it, and who was logged on?",
    text: "The address is inside: find the machine and its session at that moment. Ticket options are consistent with a tool or with Windows itself, and easily changed.",
  },
  {
    title: "Was a ticket handed out without pre-authentication?",
    text: "Such a ticket holds material to guess the account's password from, without another question. Change the password and switch pre-authentication on.",
  },
  ...INVESTIGATE,
];

/** Where the source may be no more than the name of a workstation. */
export const INVESTIGATE_LOGONS: Step[] = [
  {
    title: "Where does it really come from?",
    text: "NTLM tells a workstation's name, which whoever asks may make up; the logon at the server tells an address, and a service such as SSH tells neither. Look at the server's own log of the same second.",
  },
  {
    title: "Did whoever asked see the answer?",
    text: "The log knows more than the protocol gives away: file sharing answers an unknown name and a wrong password alike. Confirmed here means confirmed to you.",
  },
  ...INVESTIGATE,
];

/** For rules about what a flagged source knows: whom it concerns comes first. */
export const INVESTIGATE_EXPOSURE: Step[] = [
  {
    title: "Whom does it concern?",
    text: "Read the accounts with the best answers first: a known password, then administrators, executives and the help desk. Those that exist and cannot be used tell how old the list is.",
  },
  {
    title: "How did it come to be flagged?",
    text: "The other detections of this alert say how the source asked. If they are one of the benign pictures, nobody has learned anything.",
  },
  ...INVESTIGATE,
];

/** For rules about what became of accounts that a source had learned of. */
export const INVESTIGATE_SUCCESS: Step[] = [
  {
    title: "Was it the owner?",
    text: "Ask the owner on a way that you know, not by mail. Then look at the account's own page: device, application and place of its sign-ins before, and of this one.",
  },
  {
    title: "How strong is the link?",
    text: "The arithmetic says how each account came to be known, when and from where it was signed in, and what that has in common with the source that asked. The source itself is strong; a rented network alone is a reason to look.",
  },
  {
    title: "What happened next?",
    text: "Open the account's events from the sign-in on: methods registered, mailbox rules, consents, password resets, sign-ins to administration.",
  },
  ...INVESTIGATE,
];
