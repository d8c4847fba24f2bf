type Holder = { leave: AbortController; left: Promise<unknown> };

const holder = globalThis as { rollcallUploads?: Map<string, Holder> };

/**
 * One request at a time may work on an upload, and the newest one does: whoever holds it is asked to leave, since a
 * sender that comes back has lost the connection it sent on before, and that one may look alive for minutes. There is
 * one web process, so its memory is enough; what is written down counts with the offset it began at all the same.
 */
export async function hold<T>(id: string, work: (left: AbortSignal) => Promise<T>): Promise<T> {
  holder.rollcallUploads ??= new Map();
  const held = holder.rollcallUploads;
  const before = held.get(id);
  before?.leave.abort();
  const leave = new AbortController();
  const run = (before?.left ?? Promise.resolve()).then(() => work(leave.signal));
  const left = run.catch(() => undefined);
  const mine = { leave, left };
  held.set(id, mine);
  try {
    return await run;
  } finally {
    if (held.get(id) === mine) held.delete(id);
  }
}
