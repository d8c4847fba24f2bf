import "@/components/rules/rules.css";
import "@/components/imports/imports.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageActor } from "@/app/actor";
import { Ports } from "@/components/rules/ports";
import { Reevaluations } from "@/components/rules/reevaluations";
import { LookAlikes, RuleFacts, RuleLogic, Steps } from "@/components/rules/rule-facts";
import { RuleRun, type RunnableArm } from "@/components/rules/rule-run";
import { ThresholdForm } from "@/components/rules/threshold-form";
import { PageBar } from "@/components/shell/page-bar";
import type { Actor } from "@/lib/access/schema";
import { readRule } from "@/lib/detection/read";
import type { RuleInfo } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { listPorts } from "@/lib/exchange/read";
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
 * Seed A is one query; seed B puts two arms into one table, so both rules of it run both. Other rules have no
 * table of a seed to be run as.
 */
async function armsOf(actor: Actor, rule: RuleInfo): Promise<RunnableArm[]> {
  if (rule.kind !== "hour") return [];
  if (rule.id === "RC-01") {
    return [{ arm: "sign-in-a", word: "Sign-in failures", ruleId: rule.id, thresholds: rule.thresholds }];
  }
  const [signIns, resets] = await Promise.all([readRule(actor, "RC-02"), readRule(actor, "RC-03")]);
  return [
    { arm: "sign-in-b", word: "Sign-ins (RC-02)", ruleId: signIns.id, thresholds: signIns.thresholds },
    { arm: "sspr", word: "Password resets (RC-03)", ruleId: resets.id, thresholds: resets.thresholds },
  ];
}

export default async function RulePage({ params }: Props) {
  const actor = await pageActor();
  const rule = await readOr404(actor, (await params).id);
  const [arms, data, ports] = await Promise.all([
    armsOf(actor, rule),
    readDataRange(actor),
    listPorts(actor, rule.id),
  ]);
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
          <Steps
            title="Response playbook"
            note={rule.kind === "watch" ? "what to do" : "by the strongest answer given away"}
            steps={rule.playbook}
          />
          {rule.validation.length > 0 && (
            <Steps
              title="What tests leave in the logs"
              note="the seed's three tests, set right"
              steps={rule.validation}
            />
          )}
        </div>
        <div className="stack">
          <RuleFacts rule={rule} />
          <Ports ruleId={rule.id} ports={ports.items} />
          <Reevaluations ruleId={rule.id} />
          <ThresholdForm rule={rule} />
        </div>
      </div>
    </>
  );
}
