import { Text } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { Door } from "@/components/access/door";
import { SetupForm } from "@/components/access/setup-form";
import { isSetupToken } from "@/lib/access/run-setup";

export const metadata: Metadata = { title: "Set up" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const Query = z.object({ token: z.string().max(200).catch("") });

export default async function SetupPage({ searchParams }: Props) {
  const { token } = Query.parse(await searchParams);
  if (!(await isSetupToken(token))) {
    return (
      <Door title="This link does not work">
        <Text>
          A set-up link works once, and only until Rollcall is started again. Where nobody is set up yet, a
          new link is printed at every start.
        </Text>
      </Door>
    );
  }
  return (
    <Door title="Create the first administrator">
      <SetupForm token={token} />
    </Door>
  );
}
