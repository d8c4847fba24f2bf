"use client";
import { Button, Menu } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Block } from "@/components/ui/block";
import { copyText } from "@/components/ui/copy";
import { defang } from "@/components/ui/defang";
import { useView } from "@/components/ui/use-view";
import { count } from "@/components/ui/utc";
import { type AlertNameView, alertNamesOptions } from "@/lib/alert/api";
import type { Alert, AlertName } from "@/lib/alert/schema";
import { AllNames, NamesTable } from "./names-rows";
import { countIn, FIRST_NAMES, isSegment, namesAsked, SEGMENTS, type Segment } from "./names-view";

const PAGE = 1000;

/** Who was asked for and what each answer said, the strongest first: 25 at once, all of them when asked. */
export function NamesPanel({ alert }: { alert: Alert }) {
  const { view, change } = useView();
  const [isAll, setIsAll] = useState(false);
  const first = useQuery(alertNamesOptions(alert.id, namesAsked(view, FIRST_NAMES)));
  const rows = first.data?.items ?? [];
  const hasMore = first.data?.nextCursor !== null && first.data !== undefined;
  const isWide = view.scope === "origin";
  const segment = isSegment(view.answer) ? view.answer : null;
  const total = isWide ? null : countIn(segment, alert.learned);
  const caption = isWide ? "Everything this origin asked for in these hours" : "Names of the detections";
  return (
    <Block
      title="Who was asked for"
      note={`${count(alert.names)} ${alert.names === 1 ? "account" : "accounts"} in the detections`}
      right={<Take id={alert.id} asked={namesAsked(view, PAGE)} />}
      foot={
        hasMore && (
          <Button variant="subtle" size="compact-xs" onClick={() => setIsAll(!isAll)}>
            {isAll ? "Show fewer" : total === null ? "Show all names" : `Show all ${count(total)} names`}
          </Button>
        )
      }
    >
      <div className="row wrap between names-head">
        <Segments alert={alert} chosen={segment} isWide={isWide} onChoose={(answer) => change({ answer })} />
        {alert.entity.kind !== "rule" && <Scopes isWide={isWide} onChoose={(scope) => change({ scope })} />}
      </div>
      {first.isError && (
        <p className="body" role="alert">
          {first.error.message}
        </p>
      )}
      {first.isPending && <p className="body t2">Reading names</p>}
      {first.data && rows.length === 0 && <p className="body t2">No name got this answer.</p>}
      {rows.length > 0 &&
        (isAll && hasMore ? (
          <Everything id={alert.id} asked={namesAsked(view, PAGE)} total={total} caption={caption} />
        ) : (
          <div className="scroll-x">
            <NamesTable rows={rows} total={total ?? rows.length} caption={caption} />
          </div>
        ))}
    </Block>
  );
}

type EverythingProps = { id: string; asked: AlertNameView; total: number | null; caption: string };

function Everything({ id, asked, total, caption }: EverythingProps) {
  const names = useInfiniteQuery({
    queryKey: ["alert", id, "every-name", asked],
    queryFn: ({ pageParam, client }) =>
      client.fetchQuery(alertNamesOptions(id, { ...asked, ...(pageParam ? { cursor: pageParam } : {}) })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const rows: AlertName[] = names.data?.pages.flatMap((page) => page.items) ?? [];
  const more = names.hasNextPage && !names.isFetching ? () => void names.fetchNextPage() : null;
  return (
    <AllNames rows={rows} total={total ?? rows.length} caption={caption} onMore={more}>
      {names.isFetching && <p className="body small t2">Reading names</p>}
      {names.isError && (
        <p className="body" role="alert">
          {names.error.message}
        </p>
      )}
    </AllNames>
  );
}

type SegmentProps = {
  alert: Alert;
  chosen: Segment | null;
  isWide: boolean;
  onChoose: (segment: Segment | null) => void;
};

/** The counts belong to the detections: beside the wider list they would not add up, and are left out. */
function Segments({ alert, chosen, isWide, onChoose }: SegmentProps) {
  const segments: [Segment | null, string][] = [
    [null, "All"],
    ...(Object.keys(SEGMENTS) as Segment[]).map((key): [Segment, string] => [key, SEGMENTS[key].word]),
  ];
  return (
    <fieldset className="tabs">
      <legend className="unseen">Answer</legend>
      {segments.map(([segment, word]) => (
        <button key={word} type="button" aria-pressed={chosen === segment} onClick={() => onChoose(segment)}>
          {word} {!isWide && <span className="n">{count(countIn(segment, alert.learned))}</span>}
        </button>
      ))}
    </fieldset>
  );
}

function Scopes({ isWide, onChoose }: { isWide: boolean; onChoose: (scope: string | null) => void }) {
  return (
    <fieldset className="tabs">
      <legend className="unseen">Which attempts</legend>
      <button type="button" aria-pressed={!isWide} onClick={() => onChoose(null)}>
        In the detections
      </button>
      <button type="button" aria-pressed={isWide} onClick={() => onChoose("origin")}>
        All it asked in these hours
      </button>
    </fieldset>
  );
}

/** Takes the chosen names along: to the clipboard the first thousand, as CSV all of them. */
function Take({ id, asked }: { id: string; asked: AlertNameView }) {
  const names = useQuery({ ...alertNamesOptions(id, asked), enabled: false });
  const copy = async (turn: (text: string) => string) => {
    const { data } = names.data ? names : await names.refetch();
    const accounts = (data?.items ?? []).map((row) => turn(row.account));
    await copyText(accounts.join("\n"), `${count(accounts.length)} accounts`);
  };
  const search = new URLSearchParams(asked);
  search.delete("limit");
  return (
    <span className="row">
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button variant="subtle" size="compact-xs">
            Copy
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => copy((account) => account)}>Copy accounts</Menu.Item>
          <Menu.Item onClick={() => copy(defang)}>Copy defanged</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        component="a"
        variant="subtle"
        size="compact-xs"
        href={`/alerts/${id}/names.csv?${search}`}
        download
      >
        CSV
      </Button>
    </span>
  );
}
