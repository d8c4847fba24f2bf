import { CATEGORY_WORD } from "@/components/alerts/words";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import { count } from "@/components/ui/utc";
import { Category } from "@/lib/alert/schema";
import type { RuleInfo } from "@/lib/detection/schema";
import { thresholdWords } from "./threshold-words";

/** The keys of a detection's group, as the API names them. */
const GROUP_WORD: Record<string, string> = {
  ipAddress: "address",
  clientAppUsed: "client",
  userAgent: "agent",
  appDisplayName: "application",
  resultDescription: "the log's description of the answer",
  trait: "what the sources share",
  value: "its value",
  way: "how the sign-in hangs together with the source",
  what: "what is wrong with it",
};

const sentence = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

export function RuleFacts({ rule }: { rule: RuleInfo }) {
  return (
    <Block title="About this rule">
      <dl className="kv body">
        <dt>Severity</dt>
        <dd>
          <SeverityMark severity={rule.severity} />
        </dd>
        <dt>Confidence</dt>
        <dd>{sentence(rule.confidence)}</dd>
        <dt>Tactic</dt>
        <dd>{rule.tactic}</dd>
        <dt>Technique</dt>
        <dd>
          {rule.technique.id} {rule.technique.name}
        </dd>
        <dt>Data sources</dt>
        <dd>{rule.dataSources.join("; ")}</dd>
        <dt>Tables</dt>
        <dd>{rule.requiredTables.join(", ")}</dd>
        <dt>Version</dt>
        <dd>{rule.version}</dd>
      </dl>
    </Block>
  );
}

export function RuleLogic({ rule }: { rule: RuleInfo }) {
  return (
    <Block title="Logic" note="what it counts, and from which numbers on">
      <p className="body">{rule.logic}</p>
      <dl className="kv body">
        <dt>Window</dt>
        <dd>{rule.window}</dd>
        <dt>Group</dt>
        <dd>{rule.group.map((key) => GROUP_WORD[key] ?? key).join(", ")}</dd>
      </dl>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">Threshold</th>
            <th scope="col" className="num">
              Value
            </th>
            <th scope="col">Decides</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(rule.thresholds).map(([name, { value, meaning }]) => {
            const { label, unit } = thresholdWords(rule.id, name);
            return (
              <tr key={name}>
                <th scope="row" title={name}>
                  {label}
                </th>
                <td className="num nowrap">
                  <b>{count(value)}</b> <span className="t2">{unit}</span>
                </td>
                <td className="t2">{meaning}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rule.statement !== null && (
        <details className="body logic">
          <summary>The statement that picks the rows</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre className="mono" tabIndex={0}>
            {rule.statement}
          </pre>
        </details>
      )}
    </Block>
  );
}

/** The benign pictures: what else looks like this, and how to tell. */
export function LookAlikes({ rule }: { rule: RuleInfo }) {
  return (
    <Block title="Benign look-alikes" note="and what tells them apart">
      <dl className="body look-alikes">
        {rule.falsePositives.map(({ category, text }) => (
          <div key={text}>
            <dt className="medium">{CATEGORY_WORD[Category.catch("other").parse(category)]}</dt>
            <dd className="t2">{text}</dd>
          </div>
        ))}
      </dl>
    </Block>
  );
}

/** Steps in their order. */
export function Steps({ title, note, steps }: { title: string; note: string; steps: RuleInfo["guide"] }) {
  return (
    <Block title={title} note={note}>
      <ol className="body steps">
        {steps.map((step) => (
          <li key={step.title}>
            <span className="medium">{step.title}</span>
            <div className="t2">{step.text}</div>
          </li>
        ))}
      </ol>
    </Block>
  );
}
