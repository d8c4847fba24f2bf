import type { ReactNode } from "react";
import { Logo } from "./logo";
import { NAV_ID } from "./nav-id";
import { NavLinks } from "./nav-links";
import { SignOut } from "./sign-out";
import { ThemeSwitch } from "./theme-switch";

/** Navigation beside the page; at phone width it opens from the page bar's menu button. */
export function Shell({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <nav id={NAV_ID} className="nav" aria-label="Main" popover="auto">
        <div className="brand">
          <Logo />
          Rollcall
        </div>
        <NavLinks />
        <div className="grow" />
        <div className="nav-foot">
          <ThemeSwitch />
          <div className="row between">
            <span className="small t3 clip">{name}</span>
            <SignOut />
          </div>
        </div>
      </nav>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
