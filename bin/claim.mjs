// One Rollcall per data folder. The claim is a listening socket: it ends with its process, whatever kills
// it, so no stale lock file can lie; and it tells other commands (npm run api-key) how to reach this one.
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { makeSocketFolder, socketPath } from "./postgres-place.mjs";

/** Asks whoever holds the folder: `{pid, databaseUrl}`, or null when nobody does. */
export function askClaim(folder) {
  return new Promise((answer) => {
    let said = "";
    const socket = connect(socketPath(join(resolve(folder), "rollcall.sock")));
    socket.setTimeout(3000, () => socket.destroy());
    socket.on("data", (chunk) => {
      said += chunk;
    });
    socket.once("error", () => answer(null));
    socket.once("close", () => answer(said ? JSON.parse(said) : null));
  });
}

/**
 * Takes the data folder for this process, made when it is missing. Throws when another Rollcall has it.
 * `databaseUrl` is what others are told once it is set: `claimed.databaseUrl = …`.
 */
export async function claim(folder) {
  const path = socketPath(join(resolve(folder), "rollcall.sock"));
  mkdirSync(resolve(folder), { recursive: true, mode: 0o700 });
  if (dirname(path) !== resolve(folder)) makeSocketFolder(dirname(path), {});
  const holder = await askClaim(folder);
  if (holder) throw taken(folder, holder);
  rmSync(path, { force: true });
  /** @type {{databaseUrl: string | null, release: () => void}} */
  const claimed = { databaseUrl: null, release: () => server.close() };
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(JSON.stringify({ pid: process.pid, databaseUrl: claimed.databaseUrl }));
  });
  await new Promise((done, fail) => server.once("error", fail).listen(path, done));
  chmodSync(path, 0o600);
  server.unref();
  // Two starters may both have found the folder free; the path belongs to the one that bound it last.
  const winner = await askClaim(folder);
  if (winner?.pid !== process.pid) {
    server.close();
    throw taken(folder, winner);
  }
  return claimed;
}

function taken(folder, holder) {
  return new Error(
    `Another Rollcall (process ${holder?.pid ?? "unknown"}) already runs on ${resolve(folder)}. ` +
      "Stop it first, or set ROLLCALL_DATA and PORT for a second one.",
  );
}
