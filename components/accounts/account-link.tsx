import Link from "next/link";
import { PlainText } from "@/components/ui/plain-text";
import { shownText } from "@/lib/stored-text";

/** The page of an account; null for the few names that no address can hold (half surrogates, U+0000). */
export function accountHref(account: string): string | null {
  const shown = shownText(account);
  if (/[\p{Cs}\0]/u.test(shown)) return null;
  return `/accounts/${encodeURIComponent(shown || "~none")}`;
}

/** An account as it was typed, leading to who asked for it. */
export function AccountLink({ account, name = account }: { account: string; name?: string }) {
  const href = accountHref(account);
  const text = <PlainText text={name} ifEmpty="(no name)" />;
  return href ? (
    <Link className="quiet" href={href} prefetch={false}>
      {text}
    </Link>
  ) : (
    text
  );
}
