import type { ResetStep } from "../sign-in";
import { attacker, type Build } from "./attacks";
import { abroad, shuffled } from "./company";
import { DAY, HOUR, MINUTE, MONDAY, resetStep, type Scene, SECOND } from "./rows";
import { hit, OURS } from "./scenario";

const FLOW = "Self-service password reset flow activity progress";
const RESET = "Reset password (self-service)";
type Step = Pick<ResetStep, "activity" | "reason" | "result"> & { after: number };

const flow = (reason: string, after: number): Step => ({ activity: FLOW, reason, result: "success", after });
const SUBMITTED = flow("User submitted their user ID", 0);
const SHOWN = flow("User was presented with verification options", SECOND);

/** What a walk through the reset page leaves behind, by how far it goes. */
export const WALKS = {
  lookOnly: [SUBMITTED, SHOWN],
  completed: [
    SUBMITTED,
    SHOWN,
    flow("User started the mobile app code verification option", 20 * SECOND),
    flow("User completed the mobile app code verification option", 50 * SECOND),
    { activity: RESET, reason: "Successfully completed reset.", result: "success", after: 80 * SECOND },
  ],
  fewMethods: [
    SUBMITTED,
    {
      activity: RESET,
      reason:
        "User's account has insufficient authentication methods defined. Add authentication info to resolve this ",
      result: "failure",
      after: 0,
    },
  ],
  notEnabled: [
    SUBMITTED,
    { activity: RESET, reason: "Password reset is not enabled for this user", result: "failure", after: 0 },
  ],
  blocked: [
    SUBMITTED,
    SHOWN,
    flow("User started the mobile SMS verification option", 10 * SECOND),
    {
      activity: "Blocked from self-service password reset",
      reason: "User entered too many invalid SMS verification codes and is blocked for 24 hours",
      result: "success",
      after: 60 * SECOND,
    },
  ],
  /** The same told by the reset itself, in the words that RC-03 looks for. */
  closed: [
    SUBMITTED,
    SHOWN,
    {
      activity: RESET,
      reason: "User entered too many invalid SMS verification codes and is blocked for 24 hours",
      result: "failure",
      after: 60 * SECOND,
    },
  ],
} satisfies Record<string, Step[]>;
export type Walk = keyof typeof WALKS;

/** One walk a person, `gap` apart. */
export function walk(
  scene: Scene,
  walks: readonly Walk[],
  { start, gap, address }: { start: number; gap: number; address: string },
): ResetStep[] {
  const targets = shuffled(scene.chance, scene.company.people);
  return walks.flatMap((kind, index) => {
    const { name = "", id = "" } = targets[index] ?? {};
    const correlation = scene.chance.uuid();
    const at = start + index * gap + scene.chance.below(gap / 2);
    return WALKS[kind].map(({ after, ...step }) =>
      resetStep(scene, { ...step, name, userId: id, address, correlation, at: at + after }),
    );
  });
}

const AFTERNOON = MONDAY + 3 * DAY + 14 * HOUR + 5 * MINUTE;
const times = (count: number, kind: Walk): Walk[] => Array.from({ length: count }, () => kind);
const shown = { counts: "names", of: (row: { kind: string }) => row.kind === "reset-step" } as const;

/** 12: twelve people's options looked at and left. */
export const lookOnly: Build = (scene) => {
  const rows = walk(scene, times(12, "lookOnly"), {
    start: AFTERNOON,
    gap: 3 * MINUTE,
    address: abroad(22).address,
  });
  const fires = [
    hit("RC-11", "medium", "high", shown),
    hit("RC-08", "low", "critical", { counts: "nothing" }),
  ];
  return { parts: [attacker("twelve looked at", rows, fires)] };
};

/** The reasons that say how an account is set up. */
export const resetStates: Build = (scene) => {
  const walks = [...times(4, "fewMethods"), ...times(3, "notEnabled")];
  const rows = walk(scene, walks, { start: AFTERNOON, gap: 5 * MINUTE, address: abroad(24).address });
  const fires = [hit("RC-11", "medium", "high", shown)];
  return { parts: [attacker("states asked for", rows, fires, ["RC-08"])] };
};

/** Gates tried until they close, for several people. */
export const resetBlocks: Build = (scene) => {
  const walks = [...times(3, "blocked"), ...times(3, "lookOnly")];
  const rows = walk(scene, walks, { start: AFTERNOON, gap: 6 * MINUTE, address: abroad(26).address });
  const fires = [hit("RC-11", "medium", "critical", shown)];
  return { parts: [attacker("gates closed", rows, fires, ["RC-08"])] };
};

/** Twelve gates closed within the hour, as the seeds' query expects to read it. */
export const closedGates: Build = (scene) => {
  const start = MONDAY + 3 * DAY + 10 * HOUR + 3 * MINUTE;
  const rows = walk(scene, times(12, "closed"), { start, gap: 4 * MINUTE, address: abroad(28).address });
  return {
    parts: [attacker("twelve gates closed", rows, [hit("RC-11", "medium", "critical", shown)], ["RC-08"])],
  };
};

/** 12, the other half: the help desk walks with twelve callers, eleven of whom get through. */
export const deskTool: Build = (scene) => {
  const address = scene.company.offices[0]?.address ?? "";
  const walks = [...times(7, "completed"), "lookOnly" as const, ...times(4, "completed")];
  const rows = walk(scene, walks, { start: AFTERNOON, gap: 4 * MINUTE, address });
  const label = "the help desk";
  return {
    parts: [{ label, role: "benign", category: "helpdesk-sspr", rows, fires: [], silent: OURS, quiet: [] }],
  };
};
