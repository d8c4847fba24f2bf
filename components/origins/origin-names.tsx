"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { AccountLink } from "@/components/accounts/account-link";
import { AnswerMark } from "@/components/charts/answer-mark";
import { Block } from "@/components/ui/block";
import { csvOf } from "@/components/ui/csv";
import { DataTable, type Head } from "@/components/ui/data-table";
import { downloadText } from "@/components/ui/download";
import { count, utcMinute } from "@/components/ui/utc";
import type { OriginReport } from "@/lib/insight/schema";

const HEADS: readonly Head[] = [
  { word: "Account" },
  { word: "Answer" },
  { word: "Codes", className: "wide" },
  { word: "Attempts", className: "num" },
  { word: "First learned", className: "num wide" },
  { word: "Last seen", className: "num wide" },
];

const KEYS = ["account", "answer", "code", "attempts", "firstSeen", "firstLearned", "lastSeen"] as const;

/** As many as one takes in at a glance; the rest on demand. */
const FIRST = 20;

/** The accounts this origin asked for, the strongest answer first. */
export function OriginNames({ nameList, names }: Pick<OriginReport, "nameList" | "names">) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? nameList : nameList.slice(0, FIRST);
  const save = () =>
    downloadText(
      "names.csv",
      "text/csv",
      csvOf(
        KEYS,
        nameList.map((name) => KEYS.map((key) => name[key])),
      ),
    );
  return (
    <Block
      title="Names asked for"
      note={
        nameList.length < names
          ? `${count(nameList.length)} of ${count(names)}, strongest answers first`
          : "strongest answers first"
      }
      right={
        <Button
          size="compact-xs"
          variant="default"
          onClick={save}
          leftSection={<IconDownload size={12} aria-hidden="true" />}
        >
          CSV
        </Button>
      }
      foot={
        nameList.length > FIRST && (
          <Button size="compact-xs" variant="default" onClick={() => setAll(!isAll)} aria-expanded={isAll}>
            {isAll ? `Show the first ${FIRST}` : `Show all ${count(nameList.length)}`}
          </Button>
        )
      }
    >
      <DataTable label="Table of the names" heads={HEADS}>
        {shown.map((name) => (
          <tr key={name.account}>
            <td className="fill">
              <div className="clip">
                <AccountLink account={name.account} />
              </div>
            </td>
            <td>
              <AnswerMark answer={name.answer} />
            </td>
            <td className="t2 wide nowrap">{name.codes.join(", ")}</td>
            <td className="num">{count(name.attempts)}</td>
            <td className="num t2 wide">{utcMinute(name.firstLearned)}</td>
            <td className="num t2 wide">{utcMinute(name.lastSeen)}</td>
          </tr>
        ))}
      </DataTable>
    </Block>
  );
}
