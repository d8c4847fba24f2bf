import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "@/test/seeded";
import { kendallTau } from "./tau";

/** The definition, pair by pair. */
function slowTau(x: number[], y: number[]): number | null {
  let score = 0;
  let inX = 0;
  let inY = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < i; j++) {
      const a = Math.sign((x[i] as number) - (x[j] as number));
      const b = Math.sign((y[i] as number) - (y[j] as number));
      score += a * b;
      inX += a * a;
      inY += b * b;
    }
  return inX === 0 || inY === 0 ? null : score / Math.sqrt(inX * inY);
}

test("equals the definition for any two rankings, ties included", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(pairs, (list) => {
      const x = list.map(([a]) => a);
      const y = list.map(([, b]) => b);
      const found = kendallTau(x, y);
      const wanted = slowTau(x, y);
      if (wanted === null) expect(found).toBeNull();
      else expect(found?.tau).toBeCloseTo(wanted, 10);
    }),
    { seed: 71, numRuns: 300 },
  );
});

test("without ties z is tau over its deviation in a chance order", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(40).keys()], { minLength: 2 }), (y) => {
      const n = y.length;
      const found = kendallTau([...Array(n).keys()], y);
      expect(found?.z).toBeCloseTo((found?.tau ?? 0) / Math.sqrt((2 * (2 * n + 5)) / (9 * n * (n - 1))), 9);
    }),
    { seed: 72 },
  );
});

test("an ordered list has tau 1, a turned one -1, and 20 names in order are 6.2 deviations from chance", () => {
  const up = [...Array(20).keys()];
  expect(kendallTau(up, up)).toEqual({ tau: 1, z: expect.closeTo(6.16, 2) });
  expect(kendallTau(up, [...up].reverse())?.tau).toBe(-1);
  expect(
    kendallTau(
      up,
      up.map(() => 3),
    ),
  ).toBeNull();
  expect(kendallTau([1], [1])).toBeNull();
});

test("tied chance orders do not pass for ordered ones", () => {
  const random = new Random(73);
  const x = [...Array(40).keys()];
  const zs = Array.from(
    { length: 4000 },
    () =>
      kendallTau(
        x,
        x.map(() => Math.floor(random.next() * 3)),
      )?.z ?? 0,
  );
  const variance = zs.reduce((sum, z) => sum + z * z, 0) / zs.length;
  expect(variance).toBeGreaterThan(0.9);
  expect(variance).toBeLessThan(1.1);
  expect(Math.max(...zs)).toBeLessThan(4.2);
});

test("100,000 names take well under two seconds", () => {
  const random = new Random(74);
  const x = [...Array(100_000).keys()];
  const y = x.map(() => random.next());
  const began = performance.now();
  expect(Math.abs(kendallTau(x, y)?.z ?? 9)).toBeLessThan(5);
  expect(performance.now() - began).toBeLessThan(2000);
});
