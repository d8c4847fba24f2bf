import { AnswerMark } from "@/components/charts/answer-mark";
import { DataTable, type Head } from "@/components/ui/data-table";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/utc";
import type { Answer } from "@/lib/event/schema";
import { codeWords } from "./code-words";

type Code = {
  vector: string;
  code: string;
  answer: Answer;
  description: string;
  names: number;
  attempts: number;
  /** The code table's class; a "?" at its end means that sources disagree on what the code says. */
  class?: string;
};

const HEADS: readonly Head[] = [
  { word: "Answer" },
  { word: "Code" },
  { word: "Names", className: "num" },
  { word: "Attempts", className: "num" },
];

/** The log's own codes, each with what it tells. */
export function CodesTable({ codes }: { codes: readonly Code[] }) {
  return (
    <DataTable label="Table of the codes" heads={HEADS}>
      {codes.map(({ vector, code, answer, description, class: kind = "", names, attempts }) => (
        <tr key={`${vector} ${code} ${answer} ${description}`}>
          <td className="nowrap">
            <AnswerMark answer={answer} />
            {kind.endsWith("?") && <span className="tag second">unclear</span>}
          </td>
          <td className="code-cell">
            <span className="medium">{code || vector}</span>{" "}
            <span className="small t2">
              <PlainText text={codeWords(vector, code) || description} ifEmpty="" />
            </span>
          </td>
          <td className="num">{count(names)}</td>
          <td className="num">{count(attempts)}</td>
        </tr>
      ))}
    </DataTable>
  );
}
