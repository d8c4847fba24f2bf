/** What went wrong, in the words of the caller's fault; lib/http maps each to a status. */
export type ErrorCode =
  | "bad-input" // 400
  | "unauthenticated" // 401
  | "forbidden" // 403
  | "not-found" // 404
  | "stale" // 409
  | "conflict" // 409
  | "gone" // 410
  | "unsupported-version" // 412
  | "too-large" // 413
  | "unsupported" // 415
  | "incomplete" // 422
  | "precondition-required" // 428
  | "too-many" // 429
  | "unavailable"; // 503

/** An error that is the caller's to mend. The message is shown to people: say what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
  }
}

/** Whether an error of the file system says that there is no such file; whatever else it says is a fault. */
export const isNoFile = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
