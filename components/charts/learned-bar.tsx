import { count } from "@/components/ui/utc";
import type { Tally } from "@/lib/insight/schema";
import { AnswerGlyph, AnswerMark } from "./answer-mark";
import { ANSWER, existingOf, isHatched, presentAnswers } from "./scales";

export const tallyInWords = (tally: Tally): string =>
  presentAnswers(tally)
    .map((answer) => `${ANSWER[answer].word} ${count(tally[answer] ?? 0)}`)
    .join(", ") || "no names";

/** Shares of the names by their best answer, strongest first; every present answer is at least 3 px wide. */
export function LearnedBar({ tally, height = 8 }: { tally: Tally; height?: number }) {
  return (
    <div className="learned" style={{ height }} role="img" aria-label={`Learned: ${tallyInWords(tally)}`}>
      {presentAnswers(tally).map((answer) => (
        <i
          key={answer}
          className={isHatched(answer) ? "hatched" : undefined}
          style={{
            flex: tally[answer],
            color: ANSWER[answer].color,
            backgroundColor: isHatched(answer) ? undefined : ANSWER[answer].color,
          }}
        />
      ))}
    </div>
  );
}

/** The counts that belong to the bar: it shows shares, these are the numbers. */
export function LearnedKey({ tally }: { tally: Tally }) {
  return (
    <dl className="learned-key">
      {presentAnswers(tally).map((answer) => (
        <div key={answer}>
          <dt className="small">
            <AnswerMark answer={answer} />
          </dt>
          <dd className="n">{count(tally[answer] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Part({
  answer,
  n,
  word,
  name,
}: {
  answer: "exists" | "password-known" | "signed-in";
  n: number;
  word: string;
  name: string;
}) {
  return (
    <span className="mark tight">
      <AnswerGlyph answer={answer} size={10} />
      <span aria-hidden="true">
        {count(n)} {word}
      </span>
      <span className="unseen">{`${count(n)} ${name}.`}</span>
    </span>
  );
}

/** One line for a table cell: only what was given away, never the absent. */
export function LearnedLine({ tally }: { tally: Tally }) {
  const exists = existingOf(tally);
  const known = tally["password-known"] ?? 0;
  const inside = tally["signed-in"] ?? 0;
  if (!exists) return <span className="small t3">nothing confirmed</span>;
  return (
    <span className="row small nowrap learned-line">
      <Part
        answer="exists"
        n={exists}
        word="exist"
        name={exists === 1 ? "account exists" : "accounts exist"}
      />
      {known > 0 && (
        <Part
          answer="password-known"
          n={known}
          word="pw"
          name={known === 1 ? "password known" : "passwords known"}
        />
      )}
      {inside > 0 && <Part answer="signed-in" n={inside} word="in" name="signed in" />}
    </span>
  );
}
