import Link from "next/link";
import { originHref } from "@/components/origins/origin-link";
import { originWords } from "@/components/origins/origin-words";
import { WhereFacts } from "@/components/origins/where";
import { Block } from "@/components/ui/block";
import { CopyAddress } from "@/components/ui/copy";
import { PlainText } from "@/components/ui/plain-text";
import { utcSecond } from "@/components/ui/utc";
import type { Alert } from "@/lib/alert/schema";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { rangeOf } from "./range-of";
import { askerOf, hasTimeline, isAboutLogs } from "./words";

const KIND_WORD: Record<Alert["entity"]["kind"], string> = {
  origin: "Address",
  rule: "Address",
  network: "Network",
  campaign: "Campaign",
  account: "Account",
};

const isMachine = ({ origin }: Alert) =>
  origin !== null && origin !== NO_ORIGIN && originWords(origin) !== origin;

function Asker({ alert }: { alert: Alert }) {
  return (
    <>
      <dt>{isMachine(alert) ? "Machine" : KIND_WORD[alert.entity.kind]}</dt>
      <dd className="row">
        {alert.origin === null ? (
          <span className="t2">
            <PlainText text={askerOf(alert) ?? "none in the log"} />
          </span>
        ) : (
          <>
            <PlainText text={originWords(alert.origin)} />
            <CopyAddress address={alert.origin} />
          </>
        )}
      </dd>
    </>
  );
}

/** Where it came from, and the way to everything else that this origin did. */
export function OriginBlock({ alert }: { alert: Alert }) {
  return (
    <Block
      title={isAboutLogs(alert) ? "When" : "Origin"}
      right={
        hasTimeline(alert) && (
          <Link className="link small t2" href={originHref(alert.origin)}>
            All of its time
          </Link>
        )
      }
    >
      <div className="body">
        <dl className="kv">
          {!isAboutLogs(alert) && <Asker alert={alert} />}
          <dt>First</dt>
          <dd>{utcSecond(alert.firstSeen)}</dd>
          <dt>Last</dt>
          <dd>{utcSecond(alert.lastSeen)}</dd>
          <dt>Tenant</dt>
          <dd>
            <PlainText text={alert.tenant} />{" "}
            {alert.isSample && <span className="tag synthetic">synthetic</span>}
          </dd>
        </dl>
        {hasTimeline(alert) && (
          <>
            <hr className="rule where-rule" />
            <WhereFacts origin={alert.origin ?? NO_ORIGIN} view={rangeOf(alert)} />
          </>
        )}
      </div>
    </Block>
  );
}
