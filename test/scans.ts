import { graphSignIn, jsonLines, uuid } from "./graph";

const MINUTE = 60_000;

/** Five addresses ask for names that they guess, one every 90 seconds. */
function scanRow(row: number) {
  const step = row / 10;
  const start = Date.UTC(2026, 1, 28, 5 * (step % 5));
  return graphSignIn(uuid(row), {
    createdDateTime: new Date(start + Math.floor(step / 5) * 1.5 * MINUTE).toISOString(),
    userPrincipalName: `guess${step}@contoso.example`,
    ipAddress: `203.0.113.${step % 5}`,
  });
}

function staffRow(row: number) {
  return graphSignIn(uuid(row), {
    createdDateTime: new Date(Date.UTC(2026, 1, 27) + ((row * 7919) % 25_000) * 8000).toISOString(),
    userPrincipalName: `staff${row % 400}@contoso.example`,
    ipAddress: `192.0.2.${row % 200}`,
    status: { errorCode: row % 9 === 0 ? 50126 : 0 },
  });
}

/**
 * Rows `from` up to, and without, `to` of one endless log: ordinary traffic with five scans in it, copies of rows,
 * broken lines, and no order of time. Files over overlapping ranges share those rows.
 */
export function scanFile(from: number, to: number): Buffer {
  const rows = Array.from({ length: to - from }, (_, index) => {
    const row = from + index;
    const copied = row % 97 === 0 && index >= 50 ? row - 50 : row;
    return copied % 10 === 0 ? scanRow(copied) : staffRow(copied);
  });
  const lines = jsonLines(rows).split("\n");
  for (let at = 1000; at < lines.length; at += 2500) lines.splice(at, 0, '{"id": broken');
  return Buffer.from(lines.join("\n"));
}
