// Processes that live and end together.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that has not ended by then, asked politely, is killed. */
const PATIENCE_MS = 5000;

/** Thrown by a step that the end of the whole interrupts. */
export class Stopped extends Error {}

function signalGroup(child, name) {
  try {
    // The group: next dev and npm have children of their own.
    process.kill(-child.pid, name);
  } catch {
    child.kill(name);
  }
}

function howItEnded(child) {
  return new Promise((done) => {
    child.once("error", (error) => done(String(error)));
    child.once("exit", (code, name) => done(name ? `signal ${name}` : `exit code ${code}`));
  });
}

/**
 * Runs processes under one roof. When a watched one ends, `say` is told why, the others are ended, and
 * `ended` resolves with the exit code for this process.
 */
export class Supervisor {
  isEnding = false;
  #isForced = false;
  /** In the order they were taken in: `{name, child, stop(), kill(), gone}`. */
  members = [];
  #finish;
  #say;
  ended = new Promise((done) => {
    this.#finish = done;
  });

  constructor(say) {
    this.#say = say;
  }

  /** Takes in a running process that must live as long as we do: `{name, child, stop(), kill()}`. */
  watch(member) {
    const gone = howItEnded(member.child);
    this.members.push({ ...member, gone });
    gone.then((how) => {
      if (this.isEnding) return;
      this.#say(`The ${member.name} ended with ${how}; Rollcall stops.`);
      this.end(1);
    });
  }

  #spawn(name, command, args, options) {
    if (this.isEnding) throw new Stopped();
    // A group of its own, so that Ctrl-C reaches us alone and we choose the order of ending.
    const child = spawn(command, args, { ...options, detached: true });
    const stop = () => signalGroup(child, "SIGTERM");
    const kill = () => signalGroup(child, "SIGKILL");
    return { name, child, stop, kill };
  }

  /** Starts a process and watches it. Its channel tells it when we are gone (follow.mjs). */
  serve(name, command, args, env) {
    this.watch(this.#spawn(name, command, args, { stdio: ["ignore", 2, 2, "ipc"], env }));
  }

  /** Runs a step to its end, output to standard error, and returns what it wrote to standard output. */
  async run(name, command, args, { env = process.env, quiet = false } = {}) {
    const member = this.#spawn(name, command, args, { stdio: ["ignore", quiet ? "pipe" : 2, 2], env });
    let output = "";
    member.child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    member.gone = howItEnded(member.child);
    this.members.push(member);
    const how = await member.gone;
    this.members.splice(this.members.indexOf(member), 1);
    if (this.isEnding) throw new Stopped();
    if (how !== "exit code 0") throw new Error(`${name} failed with ${how}.`);
    return output;
  }

  async #endMember(member) {
    member.stop();
    if (this.#isForced) member.kill();
    await Promise.race([member.gone, sleep(PATIENCE_MS)]);
    member.kill();
    await member.gone;
  }

  /** Ends all, the first taken in last: that is the database. */
  async end(code) {
    if (this.isEnding) return;
    this.isEnding = true;
    const [first, ...others] = this.members;
    await Promise.all(others.map((member) => this.#endMember(member)));
    if (first) await this.#endMember(first);
    this.#finish(code);
  }

  /** For a second Ctrl-C: no more patience. */
  force() {
    this.#isForced = true;
    for (const member of this.members) member.kill();
  }
}
