import { type Company, DOMAIN, shuffled } from "./company";
import type { Ask, Scene } from "./rows";

/** How an attacker came by the names, which shows in their order and in how many exist. */
export const LISTS = [
  "alphabetical",
  "surname",
  "harvested",
  "guessed",
  "leavers",
  "numbered",
  "shuffled",
] as const;
export type ListKind = (typeof LISTS)[number];

/** So many different names of a kind; `hits` of the guessed ones exist. */
export function listOf(scene: Scene, kind: ListKind, size: number, hits = Math.round(size / 4)): Ask[] {
  const { chance, company } = scene;
  if (kind === "harvested") return people(scene, size).map((name) => ({ name, code: 50126 }));
  if (kind === "leavers") return leavers(scene, size);
  if (kind === "numbered")
    return Array.from({ length: size }, (_, index) => ({
      name: `user${four(index + 1)}@${DOMAIN}`,
      code: 50034,
    }));
  const asks = mixed(scene, size, hits);
  if (kind === "alphabetical") return asks.sort(by(({ name }) => name));
  if (kind === "surname") return asks.sort(by(({ name }) => surnameFirst(name)));
  if (kind === "guessed") return asks.sort(by(({ name }) => orderOf(company, name)));
  return shuffled(chance, asks);
}

const four = (value: number) => String(value).padStart(4, "0");
const by = (key: (ask: Ask) => string) => (a: Ask, b: Ask) => (key(a) < key(b) ? -1 : 1);

/** `size` names of which `hits` exist and answer to a wrong password. */
export function mixed(scene: Scene, size: number, hits: number): Ask[] {
  const { chance, company } = scene;
  const absent = shuffled(chance, company.free).slice(0, size - hits);
  return [
    ...people(scene, hits).map((name) => ({ name, code: 50126 })),
    ...absent.map((name) => ({ name, code: 50034 })),
  ];
}

export const people = ({ chance, company }: Scene, size: number): string[] =>
  shuffled(chance, company.people)
    .slice(0, size)
    .map(({ name }) => name);

/** Who left is disabled for a while and then gone. */
function leavers({ chance, company }: Scene, size: number): Ask[] {
  const disabled = company.leavers.slice(0, Math.ceil(size / 2)).map(({ name }) => ({ name, code: 50057 }));
  const gone = shuffled(chance, company.free).slice(0, size - disabled.length);
  return shuffled(chance, [...disabled, ...gone.map((name) => ({ name, code: 50034 }))]);
}

const surnameFirst = (name: string) => name.slice(0, name.indexOf("@")).split(".").reverse().join(".");

/** As lists of usual names run: by how common a first name is, which is no alphabet. */
function orderOf({ id }: Company, name: string): string {
  const first = name.slice(0, name.indexOf("."));
  let key = id.charCodeAt(0);
  for (const letter of first) key = (key * 31 + letter.charCodeAt(0)) % 9973;
  return `${String(key).padStart(4, "0")} ${name}`;
}

/** Workers that overtake one another by up to so many places. */
export function jittered<T>({ chance }: Scene, list: readonly T[], places: number): T[] {
  return list
    .map((item, index) => ({ item, key: index + chance.share() * places }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** A typing slip: one letter missing, doubled or exchanged with its neighbour. */
export function misspelt({ chance, company }: Scene, name: string): string {
  const taken = new Set([...company.people, ...company.leavers].map((person) => person.name));
  for (;;) {
    const at = 1 + chance.below(name.indexOf("@") - 2);
    const [before, letter, next] = [name.slice(0, at), name[at] ?? "", name[at + 1] ?? ""];
    const rest = name.slice(at + 1);
    const slip = chance.pick([
      before + rest,
      before + letter + letter + rest,
      before + next + letter + rest.slice(1),
    ]);
    if (slip !== name && slip.endsWith(`@${DOMAIN}`) && !taken.has(slip)) return slip;
  }
}
