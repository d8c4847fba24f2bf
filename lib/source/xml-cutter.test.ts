import { expect, test } from "vitest";
import { EventCutter } from "./xml-cutter";

const event = (name: string) => `<Event xmlns='x'><System><EventID>${name}</EventID></System></Event>`;

/** What is cut out of a text, pushed in pieces that end at these places. */
function cut(text: string, at: number[] = [], longest?: number) {
  const bytes = Buffer.from(text);
  const cutter = new EventCutter(longest);
  const found: (string | null)[] = [];
  const places: [number, number][] = [];
  const take = (slices: ReturnType<EventCutter["push"]>) => {
    for (const slice of slices) {
      found.push(slice.bytes?.toString("utf8") ?? slice.problem);
      places.push([slice.offset, slice.length]);
      if (slice.bytes) expect(slice.bytes).toEqual(bytes.subarray(slice.offset, slice.offset + slice.length));
    }
  };
  const ends = [...at, bytes.length];
  // One buffer for every piece, as files are read: what is kept of a piece must be a copy.
  const buffer = Buffer.alloc(bytes.length);
  for (const [index, end] of ends.entries()) {
    const start = ends[index - 1] ?? 0;
    bytes.copy(buffer, 0, start, end);
    take(cutter.push(buffer.subarray(0, end - start)));
  }
  take(cutter.end());
  return { found, places, damage: cutter.damage };
}

const [a, b, c] = [event("a"), event("b"), event("c")];
const NO_EVENT = "text that is no event";

test.each([
  ["with a root", `<?xml version="1.0"?>\n<Events>\n${a}\r\n${b}${c}</Events>\n`, [a, b, c]],
  ["with a root that has a prefix", `<e:Events xmlns:e="x">${a}<!-- <Event> -->${b}</e:Events>`, [a, b]],
  ["without a root", a + b + c, [a, b, c]],
  ["one a line, after a mark", `\ufeff${a}\r\n${b}\n\n${c}`, [a, b, c]],
  ["of files that were joined", `\ufeff<Events>${a}</Events>\ufeff<Events>${b}</Events>`, [a, b]],
  ["none", "<Events/>", []],
])("events %s are cut out, wherever the text is split", (_what, text, events) => {
  const whole = cut(text);
  expect(whole).toMatchObject({ found: events, damage: null });
  for (let at = 0; at <= Buffer.byteLength(text); at++)
    expect(cut(text, [at]), `split at ${at}`).toEqual(whole);
  const everywhere = Array.from({ length: Buffer.byteLength(text) }, (_, at) => at);
  expect(cut(text, everywhere)).toEqual(whole);
});

test("names that only begin like an event's are none", () => {
  const odd = `<Event><EventData><Data Name='Event'>Event /Event> Events </Data><X:EventX/></EventData></Event>`;
  expect(cut(odd + a).found).toEqual([odd, a]);
});

test("tags in CDATA and comments are text, and a section without its end costs its own event only", () => {
  const marked = "<Event><![CDATA[</Event><Event>]]><!-- </Event> --></Event>";
  const text = marked + a;
  for (let at = 0; at <= text.length; at++) expect(cut(text, [at]).found).toEqual([marked, a]);
  expect(cut(`<Event><![CDATA[x</Event>${a}${b}`).found).toEqual(["<Event><![CDATA[x</Event>", a, b]);
  const late = `<Event><!-- x</Event>${event("a".repeat(2000)).repeat(600)}`;
  expect(cut(late, [70_000, 700_000]).found).toHaveLength(601);
});

test("an event without its end ends where the next begins", () => {
  const open = a.slice(0, -8);
  const text = `${a}${open}${b}${c}`;
  for (let at = 0; at <= text.length; at++) expect(cut(text, [at]).found).toEqual([a, open, b, c]);
});

test("what stands between events is refused once and costs neither neighbour", () => {
  const broken = b.replace("<Event ", "<Evenx ");
  for (const text of [broken, "garbage", "<System><a></System>", "</Event>", "<!DOCTYPE x []>"])
    expect(cut(`${a}\n${text}\n${c}`).found).toEqual([a, NO_EVENT, c]);
});

test("a cut file gives its rest as a record, and says that a root was open", () => {
  const text = `<Events>${a}${b}`;
  const { found, damage } = cut(text.slice(0, -3));
  expect(found).toEqual([a, b.slice(0, -3)]);
  expect(damage).toEqual({ byte: text.length - 3, what: expect.stringContaining("list of events") });
  expect(cut(a + b.slice(0, -3))).toMatchObject({ found: [a, b.slice(0, -3)], damage: null });
});

test("an event beyond the limit is streamed past, and so is what is no event", () => {
  const long = `<Event>${"<a>x</a>".repeat(500)}</Event>`;
  const text = `${a}${long}${b}${"garbage ".repeat(400)}${c}`;
  const whole = cut(text, [], 1000);
  expect(whole.found).toEqual([a, "record longer than 1000 bytes", b, "record longer than 1000 bytes", c]);
  expect(whole.places[1]).toEqual([a.length, long.length]);
  for (let at = 1; at < text.length; at += 7) expect(cut(text, [at], 1000)).toEqual(whole);
  const everywhere = Array.from({ length: text.length }, (_, at) => at);
  expect(cut(text, everywhere, 1000)).toEqual(whole);
});
