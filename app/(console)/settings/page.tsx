import "@/components/settings/settings.css";
import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import { LimitsForm } from "@/components/settings/limits-form";
import { PageBar } from "@/components/shell/page-bar";
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
        <LimitsForm limits={limits} save={setLimits} canSave={actor.scopes.includes("admin")} />
      </div>
    </>
  );
}
