import "@/components/settings/settings.css";
import type { Metadata } from "next";
import Link from "next/link";
import { pageActor } from "@/app/actor";
import { LimitsForm } from "@/components/settings/limits-form";
import { PageBar } from "@/components/shell/page-bar";
import { Block } from "@/components/ui/block";
import { readLimits } from "@/lib/intake/read";
import { setLimits } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const actor = await pageActor();
  const limits = await readLimits();
  return (
    <>
      <PageBar title="Settings" />
      <div className="page stack settings">
        <Block title="Networks">
          <p className="body t2">
            What sources are: your own egress, partners, VPN, Tor, hosting; databases of places; federated
            domains.{" "}
            <Link className="link" href="/settings/networks">
              Lists of networks
            </Link>
          </p>
        </Block>
        <LimitsForm limits={limits} save={setLimits} canSave={actor.scopes.includes("admin")} />
      </div>
    </>
  );
}
