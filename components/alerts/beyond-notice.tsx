"use client";
import { useQuery } from "@tanstack/react-query";
import { AnswerMark } from "@/components/charts/answer-mark";
import { ANSWER, existingOf } from "@/components/charts/scales";
import { useView } from "@/components/ui/use-view";
import { count } from "@/components/ui/utc";
import { alertFacetsOptions } from "@/lib/alert/api";
import type { Alert } from "@/lib/alert/schema";
import { beyondOf } from "./beyond";

/** The rules count some answers only. What else the origin got in these hours can change the verdict. */
export function BeyondNotice({ alert }: { alert: Alert }) {
  const { change } = useView();
  const { data } = useQuery(alertFacetsOptions(alert.id));
  const beyond = data ? beyondOf(alert.learned, data.around) : null;
  if (!data || !beyond) return null;
  const [all, held] = [existingOf(data.around), existingOf(alert.learned)];
  return (
    <p className="beyond">
      The rules do not count every answer. In these hours the same origin confirmed{" "}
      <b className="medium">
        {count(all)} {all === 1 ? "account" : "accounts"}
      </b>{" "}
      in all, {count(held)} of them in the detections:{" "}
      {beyond.map(([answer, accounts]) => (
        <span key={answer} className="beyond-part">
          <AnswerMark answer={answer} word={`${ANSWER[answer].word} ${count(accounts)}`} />
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
