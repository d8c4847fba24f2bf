import { functions, options, processingCommands, sourceCommands } from "@elastic/monaco-esql/lib/definitions";

/** Text without what stands in quotes and comments. */
const withoutText = (query: string) =>
  query
    .replace(/```.*?```/gs, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/'[^']*'/g, "''");

/** What is opened is closed, in order; quotes too. */
export function unbalanced(query: string): string[] {
  const open: string[] = [];
  const pair: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
  const found: string[] = [];
  const bare = withoutText(query);
  for (const character of bare.replace(/""|''/g, "")) {
    if ("([{".includes(character)) open.push(character);
    else if (pair[character] && open.pop() !== pair[character]) found.push(`unopened ${character}`);
    else if (character === '"') found.push("a quote without its other");
  }
  return [...found, ...open.map((character) => `unclosed ${character}`)];
}

const commandsOf = (query: string) =>
  withoutText(query)
    .split(/^\s*\|\s*|\s\|\s(?=[A-Za-z])/m)
    .map((part) => part.trim())
    .filter(Boolean);

/** Commands and functions of an ES|QL query that Elastic's own definition of the language does not know. */
export function unknownEsql(query: string): string[] {
  const commands = new Set([...sourceCommands, ...processingCommands].map((word) => word.toUpperCase()));
  const known = new Set([...functions, ...options].map((word) => word.toUpperCase()));
  const words = new Set(["IN", "AND", "OR", "NOT", "LIKE"]);
  const firsts = commandsOf(query).map((part) => part.split(/\s/)[0] ?? "");
  const called = [...withoutText(query).matchAll(/\b([A-Z_0-9]+)\s*\(/g)].map((match) => match[1] ?? "");
  return [
    ...firsts.filter((word) => !commands.has(word)).map((word) => `command ${word}`),
    ...called.filter((word) => !known.has(word) && !words.has(word)).map((word) => `function ${word}`),
  ];
}

const SPL_COMMANDS = new Set([
  ...["eval", "where", "bin", "stats", "eventstats", "streamstats", "sort", "fillnull", "table"],
]);
const SPL_FUNCTIONS = new Set([
  ...[
    "dc",
    "count",
    "min",
    "max",
    "sum",
    "values",
    "if",
    "case",
    "coalesce",
    "lower",
    "trim",
    "match",
    "like",
  ],
  ...[
    "replace",
    "round",
    "floor",
    "isnull",
    "isnotnull",
    "null",
    "true",
    "tostring",
    "strptime",
    "mvindex",
    "eval",
  ],
]);

/**
 * Commands and functions of an SPL query beyond those that ours use, as Splunk's reference names them: no package
 * parses SPL, so a misspelt one is all that can be found.
 */
export function unknownSpl(query: string): string[] {
  const [, ...piped] = commandsOf(query);
  const called = [...withoutText(query).matchAll(/\b([a-z_0-9]+)\(/g)].map((match) => match[1] ?? "");
  return [
    ...piped.map((part) => part.split(/\s/)[0] ?? "").filter((word) => !SPL_COMMANDS.has(word)),
    ...called.filter((word) => !SPL_FUNCTIONS.has(word)),
  ];
}
