import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";
import { DARK, LIGHT } from "./palette";

const kitColours = (palette: typeof LIGHT) => ({
  "--mantine-color-body": palette["--rc-page"],
  "--mantine-color-text": palette["--rc-text"],
  "--mantine-color-dimmed": palette["--rc-text-2"],
  "--mantine-color-placeholder": palette["--rc-text-3"],
  "--mantine-color-default": palette["--rc-raised"],
  "--mantine-color-default-hover": palette["--rc-hover"],
  "--mantine-color-default-color": palette["--rc-text"],
  "--mantine-color-default-border": palette["--rc-line-strong"],
  "--mantine-color-error": palette["--severity-critical"],
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...LIGHT, ...kitColours(LIGHT) },
  dark: { ...DARK, ...kitColours(DARK) },
});

/** Paper is light whatever the screen is; twice the root, so that no scheme of the screen is stronger. */
export const onPaper = `@media print { :root:root[data-mantine-color-scheme] { color-scheme: light; ${Object.entries(
  {
    ...LIGHT,
    ...kitColours(LIGHT),
  },
)
  .map(([name, value]) => `${name}: ${value};`)
  .join(" ")} } }`;

/** Buttons and links are ink on paper: black on white, or white on slate. */
const ink: MantineColorsTuple = [
  "#F6F7F9",
  "#E8EBF0",
  "#C4CBD4",
  "#A9B2BF",
  "#808A98",
  "#5C6673",
  "#3A424E",
  "#252B34",
  "#171B21",
  "#0F1216",
];

/** The kit's own dark surfaces (inputs, menus, dialogs), turned to our slate. */
const slate: MantineColorsTuple = [
  "#E8EBF0",
  "#C4CBD4",
  "#A9B2BF",
  "#808A98",
  "#3A424E",
  "#252B34",
  "#1B2027",
  "#15191F",
  "#0F1216",
  "#0A0C0F",
];

const variantColorResolver: VariantColorsResolver = (input) => {
  const isInk = (input.color ?? input.theme.primaryColor) === "ink";
  if (!isInk || input.variant !== "filled") return defaultVariantColorsResolver(input);
  return {
    background: "var(--rc-text)",
    hover: "var(--rc-text-2)",
    color: "var(--rc-page)",
    border: "1px solid transparent",
  };
};

const small = { defaultProps: { size: "xs" } };

export const theme = createTheme({
  colors: { ink, dark: slate },
  primaryColor: "ink",
  primaryShade: { light: 8, dark: 1 },
  variantColorResolver,
  black: "#171B21",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.45", lg: "1.5", xl: "1.4" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.4" },
      h2: { fontSize: "0.875rem", lineHeight: "1.4" },
      h3: { fontSize: "0.8125rem", lineHeight: "1.4" },
    },
  },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "3px", sm: "5px", md: "6px", lg: "8px", xl: "10px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  components: {
    Button: small,
    TextInput: small,
    NumberInput: small,
    PasswordInput: small,
    Textarea: small,
    Select: small,
    NativeSelect: small,
    FileInput: small,
    MultiSelect: small,
    Radio: { defaultProps: { size: "xs", iconColor: "var(--rc-page)", color: "var(--rc-text)" } },
    Checkbox: { defaultProps: { size: "xs", iconColor: "var(--rc-page)", color: "var(--rc-text)" } },
    SegmentedControl: { defaultProps: { size: "xs", transitionDuration: 0 } },
    Modal: {
      defaultProps: {
        radius: "lg",
        transitionProps: { duration: 0 },
        closeButtonProps: { "aria-label": "Close the dialog" },
      },
    },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false } },
  },
});
