import { describe, expect, test } from "vitest";
import { guessMapping } from "./mapping-guess";
import { timesAreRead } from "./mapping-rows";

const isAddress = (value: string) => /^\d+\.\d+\.\d+\.\d+$/.test(value);

/** Columns with one value each, as the first row of a file. */
const guess = (row: Record<string, string>) =>
  guessMapping(
    Object.entries(row).map(([name, value]) => ({ name, values: [value], words: [value] })),
    timesAreRead,
    isAddress,
  );

describe("what columns hold is guessed", () => {
  test.each([
    [
      "English",
      { "Event Time": "time", "User name": "account", "Source IP": "address", "Error code": "code" },
    ],
    ["German", { Zeitstempel: "time", Benutzername: "account", Quell_IP: "address", Fehlercode: "code" }],
    ["Spanish", { "Fecha y hora": "", Usuario: "account", "Dirección IP": "address", Aplicación: "app" }],
    [
      "French",
      { Horodatage: "time", Utilisateur: "account", "Adresse IP": "address", Raison: "description" },
    ],
    ["Dutch", { Tijdstip: "time", Gebruiker: "account", "IP-adres": "address", Foutcode: "code" }],
  ])("by their names in %s", (_, wanted) => {
    const row = Object.fromEntries(Object.keys(wanted).map((name) => [name.toLowerCase(), "x"]));
    const fields = Object.entries(wanted).filter(([, field]) => field !== "");
    expect(guess(row).fields).toEqual(
      Object.fromEntries(fields.map(([name, field]) => [field, name.toLowerCase()])),
    );
  });

  test("by what they hold, where a name says nothing", () => {
    const { fields } = guess({ c1: "2026-03-03 10:00", c2: "203.0.113.9", c3: "ana" });
    expect(fields).toEqual({ time: "c1", address: "c2" });
  });

  test("with the words that are known for success and failure, and only where there are some", () => {
    expect(guess({ status: "Éxito" }).outcome).toEqual({ column: "status", success: ["Éxito"], failure: [] });
    expect(guess({ result: "DENIED" }).outcome).toEqual({
      column: "result",
      success: [],
      failure: ["DENIED"],
    });
    expect(guess({ status: "50034" })).toEqual({ fields: {}, outcome: null });
  });

  test("never with one column for two things", () => {
    const { fields } = guess({ user: "ana", username: "ana", time: "x", date: "y" });
    expect(fields).toEqual({ time: "time", account: "username" });
  });
});
