"use client";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import { cssVariablesResolver, onPaper, theme } from "./theme";

// zod would try whether it may compile code, which the pages' policy forbids and browsers report.
z.config({ jitless: true });

const SECOND = 1000;

/** Data that the server just rendered is not asked for again at once; a failed read is tried once more. */
const newClient = () =>
  new QueryClient({ defaultOptions: { queries: { staleTime: 20 * SECOND, retry: 1 } } });

/** What every page needs around it. `nonce` is the request's, for the style tags the kit writes. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [client] = useState(newClient);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce ?? ""}
    >
      <style nonce={nonce} suppressHydrationWarning>
        {onPaper}
      </style>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
      <Notifications position="bottom-right" transitionDuration={0} />
    </MantineProvider>
  );
}
