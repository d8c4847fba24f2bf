import { BarList } from "@/components/charts/bar-list";
import { Block } from "@/components/ui/block";
import { PlainText } from "@/components/ui/plain-text";
import type { Detection } from "@/lib/detection/schema";
import { type Fact, factsOf } from "./facts";

const itemsOf = (facts: readonly Fact[], isMono: boolean) =>
  facts.map(({ word, attempts }) => ({
    key: word,
    n: attempts,
    word: (
      <span className={isMono ? "mono" : undefined}>
        <PlainText text={word} ifEmpty="(not recorded)" />
      </span>
    ),
  }));

/** What it asked with, as attempts of the detections. */
export function WithWhat({ detections }: { detections: readonly Detection[] }) {
  const { codes, clients, agents, apps } = factsOf(detections);
  return (
    <div className="cols two even">
      <Block title="Codes" note="attempts">
        <BarList items={itemsOf(codes, false)} caption="Attempts by result code" />
      </Block>
      <Block title="Applications" note="attempts, where the rule counts by application">
        <BarList items={itemsOf(apps, false)} caption="Attempts by application" />
      </Block>
      <Block title="Clients" note="attempts">
        <BarList items={itemsOf(clients, false)} caption="Attempts by client" />
      </Block>
      <Block title="Agents" note="attempts">
        <BarList items={itemsOf(agents, true)} caption="Attempts by user agent" />
      </Block>
    </div>
  );
}
