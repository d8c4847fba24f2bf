import { isUtf8 } from "node:buffer";
import { type Column, cellsOf, columnsOf } from "./csv-cells";
import { CsvCutter } from "./csv-records";
import { BEYOND, type Header, type Row, type Slice } from "./schema";

/** First lines that are no header: `sep=;`, by which Excel is told the delimiter, and PowerShell's type of the rows. */
const BEFORE_HEADER = /^"?sep=.+"?$|^#TYPE /i;

/** A CSV text as it streams by: takes the header off, and hands out the records below it. */
export class CsvTable {
  header: Header | null = null;
  private readonly cutter: CsvCutter;
  private readonly places = new Map<string, number>();
  private width = 0;
  /** The names of the columns as the file writes them. */
  titles: string[] = [];
  /** Whether a record had more or fewer cells than the header. */
  isRagged = false;

  /** `unnamed`: how many cells of a row the header leaves without a name. */
  constructor(
    private readonly delimiter: string,
    longest?: number,
    private readonly unnamed = 0,
  ) {
    this.cutter = new CsvCutter(delimiter.charCodeAt(0), longest);
  }

  push(chunk: Buffer): Slice[] {
    return this.withoutHeader(this.cutter.push(chunk));
  }

  end(): Slice[] {
    return this.withoutHeader(this.cutter.end());
  }

  /** A record's cells by the header's names; null where its bytes are not UTF-8. */
  row(bytes: Buffer, onWidth?: (width: number) => void): Row | null {
    if (!isUtf8(bytes)) return null;
    const cells = cellsOf(bytes.toString("utf8"), this.delimiter);
    onWidth?.(cells.length);
    if (cells.length !== this.width && cells.length !== this.width + this.unnamed) this.isRagged = true;
    const { places } = this;
    return (name) => cells[places.get(name) ?? -1] ?? "";
  }

  private withoutHeader(slices: Slice[]): Slice[] {
    let from = 0;
    while (this.header === null && from < slices.length) {
      const line = slices[from]?.bytes?.toString("utf8") ?? "";
      from += 1;
      if (!BEFORE_HEADER.test(line)) this.take(cellsOf(line, this.delimiter));
    }
    return from > 0 ? slices.slice(from) : slices;
  }

  private take(cells: string[]): void {
    const columns = columnsOf(cells);
    this.titles = cells.map((cell) => cell.replace(/^\ufeff/, "").trim());
    this.header = headerOf(columns);
    this.width = columns.length;
    this.places.set(BEYOND, columns.length);
    columns.forEach(({ name }, at) => {
      this.places.set(name, at);
    });
  }
}

export function headerOf(columns: Column[]): Header {
  const zones = new Map(columns.map(({ name, zone }) => [name, zone]));
  return {
    names: columns.map(({ name }) => name),
    has: (name) => zones.has(name),
    zoneOf: (name) => zones.get(name) ?? null,
  };
}
