"use client";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { useMounted } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { FirstAdmin, PASSWORD_LENGTH, SignedIn } from "@/lib/access/schema";
import { sendJson } from "@/lib/fetch";

export function SetupForm({ token }: { token: string }) {
  const isAlive = useMounted();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "" },
    validate: schemaResolver(FirstAdmin, { sync: true }),
  });
  const setUp = useMutation({
    mutationFn: (values: FirstAdmin) => sendJson("POST", "/api/setup", { ...values, token }, SignedIn),
    onSuccess: () => window.location.assign("/"),
  });
  return (
    <form method="post" noValidate onSubmit={form.onSubmit((values) => setUp.mutate(values))}>
      <Stack gap={14}>
        {setUp.error && (
          <Alert role="alert" color="red" variant="light">
            {setUp.error.message}
          </Alert>
        )}
        <TextInput
          label="Name"
          autoComplete="name"
          required
          autoFocus
          key={form.key("name")}
          {...form.getInputProps("name")}
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          description={`At least ${PASSWORD_LENGTH.min} characters`}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ "aria-label": "Show or hide what you type" }}
          maxLength={PASSWORD_LENGTH.max}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" disabled={!isAlive} loading={setUp.isPending || setUp.isSuccess}>
          Create administrator
        </Button>
      </Stack>
    </form>
  );
}
