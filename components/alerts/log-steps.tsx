"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { ruleOptions } from "@/lib/detection/api";

/** What to ask and to do about a log: the rule's own words, since the guide of ten steps is about names. */
export function LogSteps({ ruleId }: { ruleId: string }) {
  const rule = useQuery(ruleOptions(ruleId));
  if (rule.isError) return <p role="alert">{rule.error.message}</p>;
  return (
    <Block title="What to do">
      {rule.isPending && <p className="body t2">Reading what the rule advises</p>}
      <ol className="steps">
        {rule.data &&
          [...rule.data.guide, ...rule.data.playbook].map(({ title, text }) => (
            <li key={title}>
              <span className="medium">{title}</span>
              <div className="small t2">{text}</div>
            </li>
          ))}
      </ol>
    </Block>
  );
}
