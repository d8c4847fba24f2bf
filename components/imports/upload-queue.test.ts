import { expect, test } from "vitest";
import type { Chosen } from "./chosen-files";
import type { Hooks } from "./send-file";
import { UploadQueue } from "./upload-queue";

/** Sendings that do what the test says. */
function line() {
  const begun: { name: string; hooks: Hooks; done: (id: string) => void; fail: (why: Error) => void }[] = [];
  const asked: string[] = [];
  const queue = new UploadQueue(({ name }, hooks) => {
    const ask = (what: string) => () => void asked.push(`${what} ${name}`);
    const promise = new Promise<string>((done, fail) => begun.push({ name, hooks, done, fail }));
    return { promise, pause: ask("pause"), resume: ask("resume"), cancel: async () => ask("cancel")() };
  });
  const of = (name: string) => {
    const found = begun.findLast((one) => one.name === name);
    if (!found) throw new Error(`${name} has not begun.`);
    return found;
  };
  const states = () => queue.list().map(({ name, state }) => `${name} ${state}`);
  return { queue, begun, asked, of, states };
}

const files = (...names: string[]): Chosen[] => names.map((name) => ({ name, file: new File(["x"], name) }));
const settled = () => new Promise((next) => setTimeout(next));

test("two files travel at once, and each that arrives makes room for the next", async () => {
  const { queue, of, states, begun } = line();
  const arrived: string[] = [];
  queue.onArrived = (id) => arrived.push(id);
  queue.add(files("a", "b", "c", "d"));
  expect(states()).toEqual(["a sending", "b sending", "c waiting", "d waiting"]);
  of("b").done("7");
  await settled();
  expect(states()).toEqual(["a sending", "c sending", "d waiting"]);
  expect([arrived, begun.length]).toEqual([["7"], 3]);
});

test("a paused upload leaves its place, and waits for one when it is to go on", async () => {
  const { queue, asked, states, of } = line();
  queue.add(files("a", "b", "c"));
  queue.pause(1);
  expect(states()).toEqual(["a paused", "b sending", "c sending"]);
  queue.resume(1);
  expect(states()).toEqual(["a waiting", "b sending", "c sending"]);
  of("c").done("1");
  await settled();
  expect([states(), asked]).toEqual([
    ["a sending", "b sending"],
    ["pause a", "resume a"],
  ]);
});

test("one that is halted says why, keeps its place, and goes on with the next byte", () => {
  const { queue, of } = line();
  queue.add(files("a"));
  of("a").hooks.onProgress(10);
  of("a").hooks.onHalt("the line is down");
  expect(queue.list()[0]).toMatchObject({ state: "halted", message: "the line is down", sent: 10 });
  of("a").hooks.onProgress(20);
  expect(queue.list()[0]).toMatchObject({ state: "sending", message: null, sent: 20, startedWith: 20 });
  of("a").hooks.onProgress(30);
  expect(queue.list()[0]).toMatchObject({ sent: 30, startedWith: 20 });
});

test("a late word of a paused upload does not set it going", () => {
  const { queue, of, states } = line();
  queue.add(files("a"));
  queue.pause(1);
  of("a").hooks.onProgress(10);
  expect(states()).toEqual(["a paused"]);
});

test("one that fails stays with its reason, holds up nobody, and may be tried again", async () => {
  const { queue, of, states, begun } = line();
  queue.add(files("a", "b", "c"));
  of("a").fail(new Error("too large"));
  await settled();
  expect(states()).toEqual(["a failed", "b sending", "c sending"]);
  expect(queue.list()[0]?.message).toBe("too large");
  of("b").done("1");
  await settled();
  queue.resume(1);
  expect([states(), begun.map(({ name }) => name)]).toEqual([
    ["a sending", "c sending"],
    ["a", "b", "c", "a"],
  ]);
});

test("one that is cancelled is ended where it goes, and is gone from the list at once", async () => {
  const { queue, asked, states } = line();
  queue.add(files("a", "b", "c"));
  await queue.cancel(1);
  await queue.cancel(99);
  expect([states(), asked]).toEqual([["b sending", "c sending"], ["cancel a"]]);
});

test("all that waits is cancelled in one go, and none of it begins meanwhile", async () => {
  const { queue, asked, states, begun, of } = line();
  queue.add(files("a", "b", "c", "d", "e"));
  queue.pause(1);
  queue.resume(1);
  queue.cancelWaiting();
  expect([states(), asked]).toEqual([
    ["b sending", "c sending"],
    ["pause a", "cancel a"],
  ]);
  of("b").done("1");
  await settled();
  expect(begun.map(({ name }) => name)).toEqual(["a", "b", "c"]);
});
