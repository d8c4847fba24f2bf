"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Empty } from "./empty";

type Props = { error: Error & { digest?: string }; reset: () => void };

/**
 * What a page says when reading it failed. In production the message of a server error is replaced by a
 * digest; the log has both.
 */
export function Failure({ error, reset }: Props) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  const why = error.digest
    ? `The server's log has the cause under ${error.digest}. Nothing that was stored is lost.`
    : error.message;
  return (
    <div role="alert">
      <Empty title="This page could not be read" why={why}>
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      </Empty>
    </div>
  );
}
