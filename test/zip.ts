import { crc32, deflateRawSync } from "node:zlib";

export type Packed = {
  name: string;
  content: Buffer | string;
  isStored?: boolean;
  /** What the directory says instead of the truth. */
  lies?: { bytes?: number; crc?: number; at?: number; flags?: number; method?: number };
};

type Placed = { local: Buffer; central: Buffer };

function headerOf(
  { name, content, isStored, lies = {} }: Packed,
  data: Buffer,
): { fields: Buffer; name: Buffer } {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x800 | (lies.flags ?? 0), 2);
  fields.writeUInt16LE(lies.method ?? (isStored ? 0 : 8), 4);
  fields.writeUInt32LE(lies.crc ?? crc32(Buffer.from(content)), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(lies.bytes ?? Buffer.byteLength(content), 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return { fields, name: Buffer.from(name) };
}

function place(packed: Packed, at: number): Placed {
  const content = Buffer.from(packed.content);
  const data = packed.isStored ? content : deflateRawSync(content);
  const { fields, name } = headerOf(packed, data);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, data]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(packed.lies?.at ?? at, 10);
  const made = Buffer.from([20, 0]);
  return { local, central: Buffer.concat([Buffer.from("PK\x01\x02"), made, fields, rest, name]) };
}

/** A ZIP archive written by hand (APPNOTE 4.3), so that its directory can lie. */
export function zipOf(files: readonly Packed[]): Buffer {
  const placed: Placed[] = [];
  let at = 0;
  for (const file of files) {
    const one = place(file, at);
    placed.push(one);
    at += one.local.length;
  }
  const directory = Buffer.concat(placed.map(({ central }) => central));
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...placed.map(({ local }) => local), directory, end]);
}
