import { z } from "zod";

const Accepted = z.object({ id: z.string() });
const Problem = z.object({ title: z.string(), detail: z.string().optional() });

export type Sending = { promise: Promise<string>; abort: () => void };

/** The sentence of a refusal, or what can be said without one. */
function refusalOf(request: XMLHttpRequest): string {
  try {
    const problem = Problem.parse(JSON.parse(request.responseText));
    return problem.detail ?? problem.title;
  } catch {
    return `The server answered ${request.status}.`;
  }
}

/**
 * Streams one file to the server and tells how many bytes have left. XMLHttpRequest, since fetch cannot
 * report the progress of an upload. Resolves with the import's id; rejects with the server's own sentence.
 */
export function sendFile(file: File, onProgress: (sentBytes: number) => void): Sending {
  const request = new XMLHttpRequest();
  const promise = new Promise<string>((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      if (request.status >= 400) return reject(new Error(refusalOf(request)));
      try {
        resolve(Accepted.parse(JSON.parse(request.responseText)).id);
      } catch {
        reject(new Error("The server took the file but did not say under which number."));
      }
    };
    request.onerror = () =>
      reject(new Error("The connection broke before the whole file had left. Send it again."));
    request.onabort = () => reject(new Error("Cancelled."));
    request.open("POST", `/api/v1/imports?filename=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
  return { promise, abort: () => request.abort() };
}
