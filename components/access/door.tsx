import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Logo } from "@/components/shell/logo";

/** The frame of the pages outside: one block, one task. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main style={{ minHeight: "100dvh", display: "grid", placeItems: "center", padding: 20 }}>
      <Paper withBorder radius={8} p={28} w="100%" maw={400}>
        <Stack gap={20}>
          <Group gap={8}>
            <Logo />
            <Text fw={600}>Rollcall</Text>
          </Group>
          <Title order={1} fz={20} fw={600}>
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
      <noscript>
        <Text>Rollcall needs JavaScript.</Text>
      </noscript>
    </main>
  );
}
