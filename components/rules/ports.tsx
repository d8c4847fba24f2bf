import { Block } from "@/components/ui/block";
import { portHref } from "@/lib/exchange/api";
import type { Port } from "@/lib/exchange/schema";

/** The rule as files of other products; what each leaves out stands beside its link. */
export function Ports({ ruleId, ports }: { ruleId: string; ports: Port[] }) {
  if (ports.length === 0) return null;
  return (
    <Block title="Take it along">
      <ul className="body ports">
        {ports.map(({ format, name, filename, leavesOut }) => (
          <li key={format}>
            <a className="link" href={portHref(ruleId, format)} download={filename}>
              {name}
            </a>
            <details className="small">
              <summary>What it leaves out</summary>
              <ul className="t2">
                {leavesOut.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      <p className="body small t2">
        With the rule's numbers as they are now. Checked for form: the Sentinel query by Microsoft's parser,
        the YAML against what the formats ask for. No file was run on a live system.
      </p>
    </Block>
  );
}
