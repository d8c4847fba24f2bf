import { isFields, text, unwrapped } from "./fields";

const DATA = /<Data\s+Name=(?:"([^"]*)"|'([^']*)')\s*(?:\/>|>([^<]*)<\/Data>)/g;
const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi;
const NAMED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** EventData as Log Analytics keeps it in one cell: XML where no column fits (SecurityEvent), JSON (WindowsEvent). */
export function eventDataOf(cell: unknown): Map<string, string> {
  if (typeof cell !== "string" || !cell.includes("<Data")) {
    const inner = unwrapped(cell);
    return new Map(isFields(inner) ? Object.entries(inner).map(([name, value]) => [name, text(value)]) : []);
  }
  const data = new Map<string, string>();
  for (const [, name, other, value = ""] of cell.matchAll(DATA)) {
    const key = name ?? other ?? "";
    if (!data.has(key)) data.set(key, withoutEntities(value));
  }
  return data;
}

function withoutEntities(value: string): string {
  if (!value.includes("&")) return value;
  return value.replace(ENTITY, (entity, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
    const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : entity;
  });
}
