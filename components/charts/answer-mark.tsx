import type { Answer } from "@/lib/event/schema";
import { ANSWER } from "./scales";

/** How full the disc is; below zero the ring is dashed. */
const FILL: Record<Answer, number> = {
  nothing: -1,
  absent: 0,
  hint: 0.25,
  "exists-unusable": 0.5,
  exists: 0.5,
  "password-known": 0.75,
  "signed-in": 1,
};

function Wedge({ fill, color }: { fill: number; color: string }) {
  const angle = fill * 2 * Math.PI;
  const end = `${(6 + 3.2 * Math.sin(angle)).toFixed(3)} ${(6 - 3.2 * Math.cos(angle)).toFixed(3)}`;
  return <path d={`M6 6 L6 2.8 A3.2 3.2 0 ${fill > 0.5 ? 1 : 0} 1 ${end} Z`} fill={color} />;
}

/** A disc that fills as the prober learns more: readable without colour and in print. */
export function AnswerGlyph({ answer, size = 12 }: { answer: Answer; size?: number }) {
  const fill = FILL[answer];
  const color = ANSWER[answer].color;
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      <circle
        cx="6"
        cy="6"
        r="5"
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        strokeDasharray={fill < 0 ? "2 2" : undefined}
      />
      {fill > 0 && fill < 1 && <Wedge fill={fill} color={color} />}
      {fill === 1 && <circle cx="6" cy="6" r="5" fill={color} />}
      {answer === "exists-unusable" && <path d="M2.4 9.6 L9.6 2.4" stroke={color} strokeWidth="1.3" />}
    </svg>
  );
}

/** Glyph and word; the word stands in ink, the glyph carries the hue. */
export function AnswerMark({ answer, word = ANSWER[answer].word }: { answer: Answer; word?: string }) {
  return (
    <span className="mark" title={ANSWER[answer].means}>
      <AnswerGlyph answer={answer} />
      <span className={answer === "absent" || answer === "nothing" ? "t2" : undefined}>{word}</span>
    </span>
  );
}
