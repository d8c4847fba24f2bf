import { IconFileUpload, IconFlask } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/link-button";

/** Before the first log: two ways to begin. `sample` is the button that loads the synthetic week. */
export function FirstRun({ sample }: { sample: ReactNode }) {
  return (
    <div className="stack first-run">
      <div>
        <p className="story">
          Who is calling the roll of your directory, and what did the answers tell them?
        </p>
        <p className="t2">
          Give Rollcall a sign-in or audit log of Microsoft Entra ID, or the Security log of your domain
          controllers. It stays on this machine; nothing is sent anywhere.
        </p>
      </div>
      <div className="cols two even">
        <section className="block way">
          <IconFileUpload size={22} stroke={1.5} className="t2" aria-hidden="true" />
          <h2>Upload a file</h2>
          <p className="t2">
            An export from the Entra admin centre, Microsoft Graph, Log Analytics, Defender or Purview, an
            EVTX file, or what your SIEM kept of them. JSON, CSV, XML or EVTX, packed or not, any size.
          </p>
          <LinkButton href="/imports">Choose files</LinkButton>
        </section>
        <section className="block way">
          <IconFlask size={22} stroke={1.5} className="t2" aria-hidden="true" />
          <h2>Look at sample data</h2>
          <p className="t2">
            A synthetic week of an invented company: a scan, a password reset probe, a broken integration that
            only looks like one, and an office. Marked as synthetic; one click removes it.
          </p>
          {sample}
        </section>
      </div>
    </div>
  );
}
