import { expect, test } from "vitest";
import { MICROS } from "./answered";
import { People, type Presence } from "./people";

test("who signed in before a moment is counted as one by one: thirty days, and of the day itself what came earlier", () => {
  const random = randomOf(7);
  const whole = (below: number) => Math.floor(random() * below);
  const presences = Array.from({ length: 400 }, (): Presence => {
    const day = 100 + whole(60);
    return { accountId: String(whole(90)), day, first: day * MICROS.day + whole(24) * MICROS.hour };
  });
  const people = new People(presences);
  for (let asked = 0; asked < 2000; asked++) {
    const at = (98 + whole(64)) * MICROS.day + whole(24) * MICROS.hour + whole(2);
    expect(people.before(at)).toBe(oneByOne(presences, at));
  }
});

function oneByOne(presences: readonly Presence[], at: number): number {
  const today = Math.floor(at / MICROS.day);
  const heard = presences.filter(
    ({ day, first }) => (day < today && day >= today - 30) || (day === today && first < at),
  );
  return new Set(heard.map(({ accountId }) => accountId)).size;
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
