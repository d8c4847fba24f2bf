import Link from "next/link";
import { SeverityMark } from "@/components/charts/severity-mark";
import { Block } from "@/components/ui/block";
import type { RuleInfo } from "@/lib/detection/schema";

function Row({ rule }: { rule: RuleInfo }) {
  return (
    <tr className="row-link">
      <td className="rule-id strong">{rule.id}</td>
      <td className="rule-what">
        <Link className="cover medium" href={`/rules/${rule.id}`}>
          {rule.name}
        </Link>
        <div className="small t2">{rule.meaning}</div>
      </td>
      <td>
        <SeverityMark severity={rule.severity} />
      </td>
      <td className="t2 nowrap wide">{rule.technique.id}</td>
      <td className="t2 wide">{rule.requiredTables.join(", ")}</td>
    </tr>
  );
}

/** Every rule: what it notices, what it needs to see. */
export function RuleList({ rules }: { rules: RuleInfo[] }) {
  return (
    <Block
      title={`${rules.length} rules`}
      note="a row opens its logic, its benign look-alikes and a run of your own"
    >
      <div className="scroll-x">
        <table className="tbl rules">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">What it notices</th>
              <th scope="col">Severity</th>
              <th scope="col" className="wide">
                Technique
              </th>
              <th scope="col" className="wide">
                Needs
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <Row key={rule.id} rule={rule} />
            ))}
          </tbody>
        </table>
      </div>
    </Block>
  );
}
