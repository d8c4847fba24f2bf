/** One event of the Windows Security log, whatever export it comes from; missing strings are "". */
export type WindowsRecord = {
  /** "4625" */
  eventId: string;
  /** "Microsoft-Windows-Security-Auditing" */
  provider: string;
  /** "Security" */
  channel: string;
  computer: string;
  /** Digits as text: beyond 2^53 nothing may be lost. */
  recordId: string;
  /** As the export writes it. */
  time: string;
  /** EventData by its own names; values as text, untrimmed; "" for absent ones. */
  data: (name: string) => string;
};
