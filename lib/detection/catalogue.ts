import { AppError } from "@/lib/errors";
import { RC_01 } from "./rc-01";
import { RC_02 } from "./rc-02";
import { RC_03 } from "./rc-03";
import { RC_04 } from "./rc-04";
import { RC_05 } from "./rc-05";
import { RC_06 } from "./rc-06";
import { RC_07 } from "./rc-07";
import { RC_08 } from "./rc-08";
import { RC_10 } from "./rc-10";
import { RC_11 } from "./rc-11";
import { RC_13 } from "./rc-13";
import { RC_14 } from "./rc-14";
import { RC_16 } from "./rc-16";
import type { Rule } from "./rule";

/** Every rule, one line each. */
export const RULES: readonly Rule[] = [
  RC_01, //
  RC_02,
  RC_03,
  RC_04,
  RC_05,
  RC_06,
  RC_07,
  RC_08,
  RC_10,
  RC_11,
  RC_13,
  RC_14,
  RC_16,
];

/** Throws `not-found` for an id that no rule has. */
export function ruleOf(id: string): Rule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (!rule) throw new AppError("not-found", `There is no rule ${id}; /api/v1/rules lists them.`);
  return rule;
}
