"use client";
import { Button, type ButtonVariant } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTransition } from "react";

/** What a server action answers: errors are values, since thrown ones lose their sentence in production. */
export type Done = { ok: true } | { ok: false; message: string };

type Props = { act: () => Promise<Done>; word: string; goTo?: string; variant?: ButtonVariant };

/** Loads or removes the synthetic sample in one click. */
export function SampleButton({ act, word, goTo, variant = "default" }: Props) {
  const [isBusy, start] = useTransition();
  const router = useRouter();
  const client = useQueryClient();
  const run = () =>
    start(async () => {
      const done = await act();
      if (!done.ok) {
        notifications.show({ title: `${word}: it did not work`, message: done.message });
        return;
      }
      await client.invalidateQueries();
      if (goTo) router.push(goTo);
      router.refresh();
    });
  return (
    <Button variant={variant} loading={isBusy} onClick={run}>
      {word}
    </Button>
  );
}
