// The address the web will listen on.
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A Rollcall that was killed a moment ago may still be letting go of its port. */
const PATIENCE_MS = 3000;

/** Binds and lets go again; resolves with the port, rejects with the system's error. */
function tryPort(host, port) {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen({ host, port, exclusive: true }, () => {
      const bound = server.address().port;
      server.close(() => done(bound));
    });
  });
}

/** The port to use; 0 takes a free one. Throws a sentence when it is taken or may not be used. */
export async function freePort(host, port) {
  for (const giveUp = Date.now() + PATIENCE_MS; ; await sleep(200)) {
    try {
      return await tryPort(host, port);
    } catch (cause) {
      if (cause.code === "EADDRINUSE" && Date.now() < giveUp) continue;
      if (cause.code === "EADDRINUSE") {
        throw new Error(
          `Port ${port} on ${host} is in use. Stop what uses it, or set PORT to another (PORT=0 takes a free one).`,
          { cause },
        );
      }
      throw new Error(`Rollcall cannot listen on ${host}, port ${port}: ${cause.message}`, { cause });
    }
  }
}

/** Where a browser on this machine reaches the host; an all-interfaces address is nobody's own. */
export function localUrl(host, port) {
  const name = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? (host.includes(":") ? `[${host}]` : host);
  return `http://${name}:${port}`;
}
