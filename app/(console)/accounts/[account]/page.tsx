import "@/components/origins/origins.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageActor } from "@/app/actor";
import { AccountAlerts, AccountFacts } from "@/components/accounts/account-facts";
import { AccountOrigins } from "@/components/accounts/account-origins";
import { AccountName, AccountStory } from "@/components/accounts/account-story";
import { LearnedBar } from "@/components/charts/learned-bar";
import { PageBar } from "@/components/shell/page-bar";
import { LinkButton } from "@/components/ui/link-button";
import type { Actor } from "@/lib/access/schema";
import { AppError } from "@/lib/errors";
import type { AccountReport } from "@/lib/insight/account-schema";
import { readAccount } from "@/lib/insight/run-account";
import { shownText } from "@/lib/stored-text";

type Props = { params: Promise<{ account: string }> };

/** A segment arrives as the address has it: encoded, and perhaps not decodable. */
function accountOf(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: accountOf((await params).account) };
}

async function readOr404(actor: Actor, account: string): Promise<AccountReport> {
  try {
    return await readAccount(actor, account);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

export default async function AccountPage({ params }: Props) {
  const actor = await pageActor();
  const report = await readOr404(actor, accountOf((await params).account));
  const events = new URLSearchParams({ account: shownText(report.account) });
  return (
    <>
      <PageBar
        above={{ href: "/events", word: "Events" }}
        title={<AccountName account={report.account} />}
        isQuiet
        note={report.isSample && <span className="tag synthetic">synthetic</span>}
        actions={
          <LinkButton href={`/events?${events}`} variant="default" size="compact-sm">
            Its events
          </LinkButton>
        }
      />
      <div className="page case">
        <div className="stack">
          <div className="stack tight origin-head">
            <AccountStory report={report} />
            <LearnedBar tally={report.byAnswer} height={12} />
          </div>
          {report.originCount > 0 && <AccountOrigins report={report} />}
          <AccountAlerts alerts={report.alerts} />
        </div>
        <div className="stack">
          <AccountFacts report={report} />
        </div>
      </div>
    </>
  );
}
