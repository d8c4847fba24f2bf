import { Text } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { Door } from "@/components/access/door";
import { SignInForm } from "@/components/access/sign-in-form";
import { safeNext } from "@/lib/access/next-path";
import { hasUsers } from "@/lib/access/run-setup";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const Query = z.object({ next: z.string().optional().catch(undefined) });

export default async function SignInPage({ searchParams }: Props) {
  const { next } = Query.parse(await searchParams);
  if (!(await hasUsers())) {
    return (
      <Door title="Not set up yet">
        <Text>
          Rollcall printed a one-time link when it started. Open that link to create the first administrator.
        </Text>
      </Door>
    );
  }
  return (
    <Door title="Sign in">
      <SignInForm next={safeNext(next)} />
    </Door>
  );
}
