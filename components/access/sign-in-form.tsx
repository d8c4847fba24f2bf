"use client";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMounted } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { SignedIn, type SignIn } from "@/lib/access/schema";
import { sendJson } from "@/lib/fetch";

/** `next` is a path of ours, checked by the page. */
export function SignInForm({ next }: { next: string }) {
  // Before the page is alive the browser would send the form itself, without the JSON that is expected.
  const isAlive = useMounted();
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  const signIn = useMutation({
    mutationFn: (values: Pick<SignIn, "email" | "password">) =>
      sendJson("POST", "/api/auth/sign-in/email", values, SignedIn),
    onSuccess: () => window.location.assign(next),
  });
  return (
    <form method="post" onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
      <Stack gap={14}>
        {signIn.error && (
          <Alert role="alert" color="red" variant="light">
            {signIn.error.message}
          </Alert>
        )}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          autoFocus
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": "Show or hide what you type" }}
          maxLength={128}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" disabled={!isAlive} loading={signIn.isPending || signIn.isSuccess}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
