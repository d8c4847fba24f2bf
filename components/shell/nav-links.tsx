"use client";
import {
  IconBellRinging,
  IconBook2,
  IconEyeExclamation,
  IconFileImport,
  IconGauge,
  IconListSearch,
  IconSettings,
  IconWorld,
} from "@tabler/icons-react";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { NAV_ID } from "./nav-id";

const PLACES = [
  { href: "/", word: "Overview", Icon: IconGauge },
  { href: "/alerts", word: "Alerts", Icon: IconBellRinging },
  { href: "/origins", word: "Origins", Icon: IconWorld },
  { href: "/exposure", word: "Exposure", Icon: IconEyeExclamation },
  { href: "/events", word: "Events", Icon: IconListSearch },
  { href: "/imports", word: "Imports", Icon: IconFileImport },
  { href: "/rules", word: "Rules", Icon: IconBook2 },
  { href: "/settings", word: "Settings", Icon: IconSettings },
] as const;

const isAt = (path: string, href: string) =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);

/** On the phone the navigation is a popover: choosing a place closes it. */
const close = () => {
  const nav = document.getElementById(NAV_ID);
  if (nav?.matches(":popover-open")) nav.hidePopover();
};

export function NavLinks() {
  const path = usePathname();
  return PLACES.map(({ href, word, Icon }) => (
    <Link key={href} href={href} aria-current={isAt(path, href) ? "page" : undefined} onClick={close}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {word}
      <Pending />
    </Link>
  ));
}

/** A page that takes its time to be read: the place one chose says so. */
function Pending() {
  const { pending } = useLinkStatus();
  return pending && <span className="pending" role="status" aria-label="Reading" />;
}
