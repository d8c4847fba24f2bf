"use client";
import { useQuery } from "@tanstack/react-query";
import { AnswerMark } from "@/components/charts/answer-mark";
import { ANSWER } from "@/components/charts/scales";
import { askedOf, shownOf, wholeOf } from "@/components/charts/timeline-view";
import { useView } from "@/components/ui/use-view";
import { count } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { timelineOptions } from "@/lib/insight/api";
import { beyondOf } from "./beyond";

/** The rules count some answers only. What else the origin got in these hours can change the verdict. */
export function BeyondNotice({ alert }: { alert: Alert }) {
  const { change } = useView();
  const asked = askedOf(shownOf(wholeOf(alert.firstSeen, alert.lastSeen), {}));
  const timeline = useQuery(timelineOptions(alert.origin ?? NO_ORIGIN, asked));
  const beyond = beyondOf(alert.learned, timeline.data?.items ?? []);
  if (beyond.length === 0) return null;
  return (
    <p className="beyond">
      The rules did not count everything. In these hours the same origin also got{" "}
      {beyond.map(([answer, attempts]) => (
        <span key={answer} className="beyond-part">
          <AnswerMark
            answer={answer}
            word={`${ANSWER[answer].word}: ${count(attempts)} ${attempts === 1 ? "attempt" : "attempts"}`}
          />
        </span>
      ))}{" "}
      <button
        type="button"
        className="plain link"
        onClick={() => change({ scope: "origin", answer: "confirmed" })}
      >
        List those names
      </button>
    </p>
  );
}
