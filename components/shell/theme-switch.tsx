"use client";
import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactNode } from "react";

type Scheme = "auto" | "light" | "dark";

const choice = (value: Scheme, name: string, icon: ReactNode) => ({
  value,
  label: (
    <span className="theme-choice" title={name}>
      {icon}
      <span className="unseen">{name}</span>
    </span>
  ),
});

const CHOICES = [
  choice("auto", "Theme of the system", <IconDeviceDesktop size={14} aria-hidden="true" />),
  choice("light", "Light theme", <IconSun size={14} aria-hidden="true" />),
  choice("dark", "Dark theme", <IconMoon size={14} aria-hidden="true" />),
];

/** The stored choice is only known in the browser, so the first drawing shows the default. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isMounted = useMounted();
  return (
    <SegmentedControl
      aria-label="Theme"
      data={CHOICES}
      value={isMounted ? colorScheme : "auto"}
      onChange={(value) => setColorScheme(value as Scheme)}
    />
  );
}
