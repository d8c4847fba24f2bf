"use client";
import { UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";

async function signOut() {
  const response = await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  }).catch(() => null);
  if (response?.ok) window.location.assign("/sign-in");
  else
    notifications.show({
      title: "You are still signed in",
      message: "The server did not answer. Try again.",
    });
}

export function SignOut() {
  return (
    <UnstyledButton className="link small t2" onClick={signOut}>
      Sign out
    </UnstyledButton>
  );
}
