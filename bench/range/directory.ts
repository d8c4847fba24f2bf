import { secondsText } from "../sign-in";
import { DAY, MONDAY } from "./rows";
import type { Scenario } from "./scenario";

/** Of the company's people so many may change the accounts of others. */
const PRIVILEGED = 3;
const HEAD = "UserPrincipalName,Mail,DisplayName,AccountEnabled,CreatedDateTime,Privileged";

/** Who has an account when the scenario is over: staff, those who left and are disabled, those who came meanwhile. */
export function directoryCsv({ company, directory }: Pick<Scenario, "company" | "directory">): string {
  const line = (name: string, display: string, isEnabled: boolean, created: number, isPrivileged: boolean) =>
    [name, name, display, isEnabled, `${secondsText(created)}Z`, isPrivileged].join(",");
  const years = (index: number) => MONDAY - (30 + ((index * 37) % 2000)) * DAY;
  const added = directory.filter(({ activity }) => activity === "Add user");
  const known = new Set([...company.people, ...company.leavers].map(({ name }) => name));
  const madeAt = new Map(added.map(({ name, micros }) => [name, micros]));
  return [
    HEAD,
    ...company.people.map(({ name, display }, index) =>
      line(name, display, true, madeAt.get(name) ?? years(index), index < PRIVILEGED),
    ),
    ...company.leavers.map(({ name, display }, index) => line(name, display, false, years(index), false)),
    ...added
      .filter(({ name }) => !known.has(name))
      .map(({ name, micros }) => line(name, "", true, micros, false)),
    "",
  ].join("\r\n");
}
