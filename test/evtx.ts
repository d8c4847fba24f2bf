import { crc32 } from "node:zlib";

/**
 * Writes EVTX files as Windows does, from the format's description alone: chunks with checksums, names and templates
 * where they are first used in a chunk and references from there on, data as binary XML inside of a value.
 */
export type WrittenEvent = {
  id: number;
  recordId: bigint;
  /** Milliseconds since 1970; ticks of 100 ns beyond them. */
  at: number;
  ticks?: number;
  computer?: string;
  channel?: string;
  provider?: string;
  /** `EventData` unless the program has its own. */
  section?: "EventData" | "UserData";
  data: [string, string][];
};

const CHUNK = 65_536;
const FILE_HEADER = 4096;
const NULL_TYPE = 0x00;
const TEXT_TYPE = 0x01;

/** `numbers` are the file's own; by default those of the log. */
export function evtxFile(
  events: WrittenEvent[],
  { perChunk = 40, numberOf = (event: WrittenEvent, _at: number) => event.recordId, flags = 0 } = {},
): Buffer {
  const chunks: Buffer[] = [];
  for (let from = 0; from < events.length; from += perChunk) {
    const chunk = new ChunkWriter();
    for (const [at, event] of events.slice(from, from + perChunk).entries())
      chunk.record(event, numberOf(event, from + at));
    chunks.push(chunk.end());
  }
  const header = Buffer.alloc(FILE_HEADER);
  header.write("ElfFile\0", "latin1");
  header.writeBigUInt64LE(BigInt(Math.max(0, chunks.length - 1)), 16);
  header.writeBigUInt64LE(BigInt(events.length + 1), 24);
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(FILE_HEADER, 40);
  header.writeUInt16LE(chunks.length, 42);
  header.writeUInt32LE(flags, 120);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks]);
}

/** Where the chunks of such a file begin. */
export const chunkAt = (number: number): number => FILE_HEADER + number * CHUNK;

type Value = { type: number; bytes: Buffer } | { type: 0x21; write: () => void };

class ChunkWriter {
  private readonly bytes = Buffer.alloc(CHUNK);
  private at = 512;
  private readonly names = new Map<string, number>();
  private readonly templates = new Map<string, number>();
  private first: bigint | null = null;
  private last = 0n;
  private lastAt = 512;

  record(event: WrittenEvent, number: bigint): void {
    const start = this.at;
    this.lastAt = start;
    this.first ??= number;
    this.last = number;
    const ticks = BigInt(event.at) * 10_000n + 116_444_736_000_000_000n + BigInt(event.ticks ?? 0);
    this.raw("2a2a0000");
    this.long(0);
    this.big(number);
    this.big(ticks);
    this.fragment(
      `event ${event.provider ?? SECURITY}`,
      () => this.eventTemplate(event),
      this.values(event, ticks),
    );
    this.byte(0);
    while ((this.at - start + 4) % 8 !== 0) this.byte(0);
    const size = this.at - start + 4;
    this.long(size);
    this.bytes.writeUInt32LE(size, start + 4);
  }

  end(): Buffer {
    const { bytes } = this;
    bytes.write("ElfChnk\0", "latin1");
    for (const [at, value] of [this.first ?? 0n, this.last, this.first ?? 0n, this.last].entries())
      bytes.writeBigUInt64LE(value, 8 + at * 8);
    bytes.writeUInt32LE(128, 40);
    bytes.writeUInt32LE(this.lastAt, 44);
    bytes.writeUInt32LE(this.at, 48);
    bytes.writeUInt32LE(crc32(bytes.subarray(512, this.at)), 52);
    bytes.writeUInt32LE(crc32(Buffer.concat([bytes.subarray(0, 120), bytes.subarray(128, 512)])), 124);
    return bytes;
  }

  private values(event: WrittenEvent, ticks: bigint): Value[] {
    const id = Buffer.alloc(2);
    id.writeUInt16LE(event.id);
    const [time, recordId] = [Buffer.alloc(8), Buffer.alloc(8)];
    time.writeBigUInt64LE(ticks);
    recordId.writeBigUInt64LE(event.recordId);
    const section = event.section ?? "EventData";
    const key = `${section} ${event.data.map(([name]) => name).join(" ")}`;
    const data = event.data.map(([, value]) => textValue(value));
    return [
      { type: 0x06, bytes: id },
      { type: 0x11, bytes: time },
      { type: 0x0a, bytes: recordId },
      textValue(event.channel ?? "Security"),
      textValue(event.computer ?? "DC01.corp.example"),
      { type: 0x21, write: () => this.fragment(key, () => this.dataTemplate(event, section), data) },
    ];
  }

  /** A header, and a template with its values: the template itself only where it is used first. */
  private fragment(key: string, template: () => void, values: Value[]): void {
    this.raw("0f010100");
    this.raw("0c01");
    this.long(crc32(key));
    const known = this.templates.get(key);
    this.long(known ?? this.at + 4);
    if (known === undefined) {
      this.templates.set(key, this.at);
      this.long(0);
      this.long(crc32(key));
      this.raw("00".repeat(12));
      const size = this.at;
      this.long(0);
      this.raw("0f010100");
      template();
      this.byte(0);
      this.bytes.writeUInt32LE(this.at - size - 4, size);
    }
    this.writeValues(values);
  }

  private writeValues(values: Value[]): void {
    this.long(values.length);
    const sizes = this.at;
    for (const value of values) {
      this.short("bytes" in value ? value.bytes.length : 0);
      this.byte(value.type);
      this.byte(0);
    }
    for (const [index, value] of values.entries()) {
      const from = this.at;
      if ("bytes" in value) this.at += value.bytes.copy(this.bytes, this.at);
      else {
        value.write();
        this.byte(0);
        this.bytes.writeUInt16LE(this.at - from, sizes + index * 4);
      }
    }
  }

  private eventTemplate(event: WrittenEvent): void {
    this.element("Event", [["xmlns", "http://schemas.microsoft.com/win/2004/08/events/event"]], () => {
      this.element("System", [], () => {
        this.element("Provider", [["Name", event.provider ?? SECURITY]]);
        this.element("EventID", [], () => this.substitution(0, 0x06));
        this.element("TimeCreated", [["SystemTime", 1]]);
        this.element("EventRecordID", [], () => this.substitution(2, 0x0a));
        this.element("Channel", [], () => this.substitution(3, TEXT_TYPE));
        this.element("Computer", [], () => this.substitution(4, TEXT_TYPE));
      });
      this.substitution(5, 0x21);
    });
  }

  private dataTemplate({ data }: WrittenEvent, section: "EventData" | "UserData"): void {
    const fields = () => {
      for (const [index, [name]] of data.entries())
        if (section === "EventData")
          this.element("Data", [["Name", name]], () => this.substitution(index, TEXT_TYPE));
        else this.element(name, [], () => this.substitution(index, TEXT_TYPE));
    };
    this.element(
      section,
      [],
      section === "EventData" ? fields : () => this.element("LogFileCleared", [], fields),
    );
  }

  /** An attribute is a text, or the number of a value. */
  private element(name: string, attributes: [string, string | number][], content?: () => void): void {
    this.byte(attributes.length > 0 ? 0x41 : 0x01);
    this.short(0xffff);
    const size = this.at;
    this.long(0);
    this.name(name);
    if (attributes.length > 0) {
      const list = this.at;
      this.long(0);
      for (const [at, [attribute, value]] of attributes.entries()) {
        this.byte(at < attributes.length - 1 ? 0x46 : 0x06);
        this.name(attribute);
        if (typeof value === "number") this.substitution(value, 0x11);
        else {
          this.raw("0501");
          this.text(value);
        }
      }
      this.bytes.writeUInt32LE(this.at - list - 4, list);
    }
    if (content) {
      this.byte(0x02);
      content();
      this.byte(0x04);
    } else this.byte(0x03);
    this.bytes.writeUInt32LE(this.at - size - 4, size);
  }

  private substitution(index: number, type: number): void {
    this.byte(0x0e);
    this.short(index);
    this.byte(type);
  }

  private name(name: string): void {
    const known = this.names.get(name);
    this.long(known ?? this.at + 4);
    if (known !== undefined) return;
    this.names.set(name, this.at);
    this.long(0);
    this.short(crc32(name) & 0xffff);
    this.text(name);
    this.short(0);
  }

  private text(text: string): void {
    this.short(text.length);
    this.at += this.bytes.write(text, this.at, "utf16le");
  }

  private raw(hex: string): void {
    this.at += this.bytes.write(hex, this.at, "hex");
  }

  private byte(value: number): void {
    this.at = this.bytes.writeUInt8(value, this.at);
  }

  private short(value: number): void {
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }

  private long(value: number): void {
    this.at = this.bytes.writeUInt32LE(value >>> 0, this.at);
  }

  private big(value: bigint): void {
    this.at = this.bytes.writeBigUInt64LE(value, this.at);
  }
}

const SECURITY = "Microsoft-Windows-Security-Auditing";

const textValue = (text: string): Value =>
  text === ""
    ? { type: NULL_TYPE, bytes: Buffer.alloc(0) }
    : { type: TEXT_TYPE, bytes: Buffer.from(text, "utf16le") };
