"use client";
import { useQuery } from "@tanstack/react-query";
import { Block } from "@/components/ui/block";
import { Pending } from "@/components/ui/pending";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import { mannerOptions } from "@/lib/insight/api";
import type { Manner } from "@/lib/insight/manner-schema";

const TITLE = "What it looks like";
const STRENGTH = {
  "near-certain": "hardly anything else leaves this",
  strong: "strong",
  weak: "weak: honest programs leave it too",
} as const;

function Tools({ likeness }: Pick<Manner, "likeness">) {
  if (likeness.length === 0)
    return <p className="t2">Nothing here is a known tool's trace. Tools can be told to leave none.</p>;
  return (
    <ul className="likeness">
      {likeness.map(({ tool, words, strength, because, sources }) => (
        <li key={tool}>
          <b className="medium">{words.slice(0, 1).toUpperCase() + words.slice(1)}</b>{" "}
          <span className="tag">{STRENGTH[strength]}</span>
          <div className="t2">Because {because.join("; and ")}.</div>
          <div className="small t3">{sources.join("; ")}</div>
        </li>
      ))}
    </ul>
  );
}

function Oddities({ apps }: Pick<Manner, "apps">) {
  const odd = apps.filter(({ oddity }) => oddity !== null);
  if (odd.length === 0) return null;
  return (
    <ul className="likeness">
      {odd.map(({ appId, oddity, attempts }) => (
        <li key={appId}>
          The client id <span className="mono">{appId}</span> {oddity} ({count(attempts)}{" "}
          {attempts === 1 ? "attempt" : "attempts"}).
        </li>
      ))}
    </ul>
  );
}

/** Which tools leave such traces, and what the agents are; evidence, never the only reason. */
export function LikenessBlock({ alertId }: { alertId: string }) {
  const { data, error } = useQuery(mannerOptions(alertId));
  if (!data) return <Pending title={TITLE} words="Comparing with known tools" error={error} />;
  return (
    <Block
      title={TITLE}
      note="every trace can be copied or changed"
      foot={data.isCut && "Only the 100 most frequent of each kind were compared."}
    >
      <div className="body stack tight">
        <Tools likeness={data.likeness} />
        <Oddities apps={data.apps} />
        {data.families.length > 0 && (
          <p className="t2">
            Agents by family:{" "}
            {data.families.map(({ family, agents }, index) => (
              <span key={family}>
                {index > 0 && ", "}
                <PlainText text={family === "unknown" ? "no family known here" : family} />
                {agents > 1 && ` (${count(agents)} of them)`}
              </span>
            ))}
            .
          </p>
        )}
      </div>
    </Block>
  );
}
