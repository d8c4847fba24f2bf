import "@/components/rules/rules.css";
import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import { RuleList } from "@/components/rules/rule-list";
import { PageBar } from "@/components/shell/page-bar";
import { listRules } from "@/lib/detection/read";

export const metadata: Metadata = { title: "Rules" };

export default async function RulesPage() {
  const { items } = await listRules(await pageActor());
  return (
    <>
      <PageBar title="Rules" />
      <div className="page">
        <RuleList rules={items} />
      </div>
    </>
  );
}
