import "@/components/rules/rules.css";
import "@/components/imports/imports.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageActor } from "@/app/actor";
import { Reevaluations } from "@/components/rules/reevaluations";
import { LookAlikes, RuleFacts, RuleLogic, Steps } from "@/components/rules/rule-facts";
import { RuleRun, type RunnableArm } from "@/components/rules/rule-run";
import { ThresholdForm } from "@/components/rules/threshold-form";
import { PageBar } from "@/components/shell/page-bar";
import type { Actor } from "@/lib/access/schema";
import { readRule } from "@/lib/detection/read";
import type { RuleInfo } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { readDataRange } from "@/lib/insight/read";
import { runSlice } from "../actions";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).id };
}

async function readOr404(actor: Actor, id: string): Promise<RuleInfo> {
  try {
    return await readRule(actor, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

/**
 * Seed A is one query; seed B puts two arms into one table, so both rules of it run both. Rules of episodes have no
 * table of a seed to be run as.
 */
async function armsOf(actor: Actor, rule: RuleInfo): Promise<RunnableArm[]> {
  if (rule.kind === "span") return [];
  if (rule.id === "RC-01") {
    return [{ arm: "sign-in-a", word: "Sign-in failures", thresholds: rule.thresholds }];
  }
  const [signIns, resets] = await Promise.all([readRule(actor, "RC-02"), readRule(actor, "RC-03")]);
  return [
    { arm: "sign-in-b", word: "Sign-ins (RC-02)", thresholds: signIns.thresholds },
    { arm: "sspr", word: "Password resets (RC-03)", thresholds: resets.thresholds },
  ];
}

export default async function RulePage({ params }: Props) {
  const actor = await pageActor();
  const rule = await readOr404(actor, (await params).id);
  const [arms, data] = await Promise.all([armsOf(actor, rule), readDataRange(actor)]);
  return (
    <>
      <PageBar above={{ href: "/rules", word: "Rules" }} title={rule.id} isQuiet />
      <div className="page case">
        <div className="stack">
          <div className="stack tight rule-head">
            <h1 className="story">
              <b>{rule.name}</b>
            </h1>
            <p className="rule-meaning t2">{rule.meaning}</p>
          </div>
          {arms.length > 0 && <RuleRun arms={arms} data={data} runSlice={runSlice} />}
          <RuleLogic rule={rule} />
          <LookAlikes rule={rule} />
          <Steps title="Investigation guide" note="what to ask, in this order" steps={rule.guide} />
          <Steps title="Response playbook" note="by the strongest answer given away" steps={rule.playbook} />
        </div>
        <div className="stack">
          <RuleFacts rule={rule} />
          <Reevaluations ruleId={rule.id} />
          <ThresholdForm rule={rule} />
        </div>
      </div>
    </>
  );
}
