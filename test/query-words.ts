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

/** Of ES|QL's reference, as of version 9: the one package with these words brings an editor of 105 MB along. */
const ESQL_COMMANDS = new Set([
  ...[
    "FROM",
    "EVAL",
    "WHERE",
    "STATS",
    "INLINESTATS",
    "SORT",
    "LIMIT",
    "KEEP",
    "DROP",
    "RENAME",
    "MV_EXPAND",
  ],
]);
const ESQL_FUNCTIONS = new Set([
  ...["ABS", "AVG", "BUCKET", "CASE", "CEIL", "CIDR_MATCH", "COALESCE", "CONCAT", "COUNT", "COUNT_DISTINCT"],
  ...[
    "DATE_DIFF",
    "DATE_EXTRACT",
    "DATE_TRUNC",
    "ENDS_WITH",
    "FLOOR",
    "GREATEST",
    "IP_PREFIX",
    "LEAST",
    "LENGTH",
  ],
  ...["MAX", "MIN", "MV_COUNT", "NOW", "REPLACE", "ROUND", "STARTS_WITH", "SUBSTRING", "SUM", "TO_DATETIME"],
  ...["TO_INTEGER", "TO_IP", "TO_LOWER", "TO_STRING", "TRIM", "VALUES"],
]);
/** Words that may stand before a bracket without being functions. */
const ESQL_WORDS = new Set(["IN", "AND", "OR", "NOT", "LIKE", "BY", "WHERE"]);

/** Commands and functions of an ES|QL query beyond those of the list: a misspelt one is all that can be found. */
export function unknownEsql(query: string): string[] {
  const firsts = commandsOf(query).map((part) => part.split(/\s/)[0] ?? "");
  const called = [...withoutText(query).matchAll(/\b([A-Z_0-9]+)\s*\(/g)].map((match) => match[1] ?? "");
  return [
    ...firsts.filter((word) => !ESQL_COMMANDS.has(word)).map((word) => `command ${word}`),
    ...called
      .filter((word) => !ESQL_FUNCTIONS.has(word) && !ESQL_WORDS.has(word))
      .map((word) => `function ${word}`),
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
