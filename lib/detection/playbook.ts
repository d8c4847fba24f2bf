import type { Answer } from "@/lib/event/schema";

export const STAGES = ["R0", "R1", "R2", "R3", "R4"] as const;
export type StageId = (typeof STAGES)[number];

/** One thing to do; its key is what a tick names, so it never changes. */
export type Action = { key: string; text: string };

export type Stage = {
  id: StageId;
  title: string;
  /** When it is called for, and what matters most. */
  lead: string;
  /** Minutes until its first action should be under way. */
  within: number | null;
  actions: readonly Action[];
};

/** What to do, by the strongest answer that was given away. */
export const PLAYBOOK: readonly Stage[] = [
  {
    id: "R0",
    title: "Watch",
    lead: "Nothing was given away: absent names, or answers that say nothing.",
    within: null,
    actions: [
      { key: "r0-record", text: "Record the origin and watch it; nobody has to do anything for the names." },
      {
        key: "r0-defaults",
        text: "Check that smart lockout is on, legacy sign-in is off and every account has a second factor.",
      },
    ],
  },
  {
    id: "R1",
    title: "Accounts confirmed",
    lead: "Somebody can tell who works here; guessing of passwords, calls and mail to these people come next.",
    within: null,
    actions: [
      {
        key: "r1-list",
        text: "Give the list to whoever runs identities, to check what second factors each has.",
      },
      { key: "r1-watch", text: "Watch these accounts for a month." },
      {
        key: "r1-desk",
        text: "Warn the help desk that callers may pose as exactly these people: call back on a number on file, never reset password and second factor in one call.",
      },
      { key: "r1-owners", text: "Tell the owners of administrator and executive accounts." },
      { key: "r1-mail", text: "Look for phishing mail and chats to just these people." },
      {
        key: "r1-block",
        text: "Blocking one address seldom helps for long; where you do it, let the block expire. Refusing legacy sign-in and unmanaged devices helps against all of them.",
      },
    ],
  },
  {
    id: "R2",
    title: "A password is known",
    lead: "Begin with accounts that had no second factor yet: the other side may have enrolled its own.",
    within: 30,
    actions: [
      {
        key: "r2-password",
        text: "Reset the password of each such account, or disable it until its owner is reached.",
      },
      { key: "r2-sessions", text: "End its sessions and revoke its refresh tokens." },
      { key: "r2-risk", text: "Mark the user as compromised where the directory scores risk." },
      {
        key: "r2-factors",
        text: "Remove second factors registered since the first right password; let the owner register anew with a one-time pass.",
      },
      { key: "r2-history", text: "Review the account's sign-ins of the last 30 days." },
      {
        key: "r2-bulk",
        text: "Never lock accounts in bulk by automation, or guessing names becomes a way to shut people out.",
      },
    ],
  },
  {
    id: "R3",
    title: "Somebody signed in",
    lead: "An incident: everything above, and what was done with the session.",
    within: 60,
    actions: [
      { key: "r3-logs", text: "Export the logs before they age out." },
      { key: "r3-mailbox", text: "Read mailbox rules and forwarding." },
      { key: "r3-consents", text: "Review consents, new applications and registered devices." },
      {
        key: "r3-roles",
        text: "Review changes of roles and groups, and what was done with cloud resources.",
      },
      { key: "r3-files", text: "Review downloads of files and chats." },
      { key: "r3-scope", text: "Find every other account with the same address, agent or session." },
      { key: "r3-notify", text: "Notify whom your plan names." },
    ],
  },
  {
    id: "R4",
    title: "Wind down",
    lead: "A week of quiet since the last row.",
    within: null,
    actions: [
      { key: "r4-blocks", text: "Lift temporary blocks." },
      { key: "r4-watch", text: "Close the watch list." },
      { key: "r4-lesson", text: "Write down what would have stopped it, and tune what was noisy." },
    ],
  },
];

const STAGE_OF: Record<Answer, StageId> = {
  nothing: "R0",
  absent: "R0",
  hint: "R1",
  "exists-unusable": "R1",
  exists: "R1",
  "password-known": "R2",
  "signed-in": "R3",
};

/** The stage that the strongest answer calls for. */
export const stageFor = (best: Answer): StageId => STAGE_OF[best];
