/** Writes small MaxMind databases, so that tests need none of anybody's: record size 24, IPv6 tree. */
type Value = string | number | { [key: string]: Value } | Value[];

const UINT32 = 6;
const MAP = 7;
const ARRAY = 11;

function control(type: number, size: number): Buffer {
  const [small, more] =
    size < 29 ? [size, []] : size < 285 ? [29, [size - 29]] : [30, [(size - 285) >> 8, (size - 285) & 255]];
  return Buffer.from(type > 7 ? [small, type - 7, ...more] : [(type << 5) | small, ...more]);
}

function encoded(value: Value): Buffer {
  if (typeof value === "string")
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(UINT32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(MAP, entries.length),
    ...entries.flatMap(([key, item]) => [encoded(key), encoded(item)]),
  ]);
}

type Node = [Node | number | null, Node | number | null];

/** 128 bits of an IPv4 range, as such trees hold them, or of IPv6 groups written out. */
function bitsOf(range: string): string {
  const [address = "", length = "0"] = range.split("/");
  if (!address.includes(":")) {
    const bits = address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
    return "0".repeat(96) + bits.slice(0, Number(length));
  }
  const groups = address.replace(/::$/, "").split(":");
  const bits = [...groups, ...Array(8 - groups.length).fill("0")].map((part) =>
    Number.parseInt(part, 16).toString(2).padStart(16, "0"),
  );
  return bits.join("").slice(0, Number(length));
}

/** An MMDB that says of each range what is given for it; ranges must not overlap. */
export function mmdb(ranges: Record<string, Value>, type = "Test-City"): Buffer {
  const root: Node = [null, null];
  const nodes: Node[] = [root];
  const data: Buffer[] = [];
  let size = 0;
  for (const [range, value] of Object.entries(ranges)) {
    const bits = bitsOf(range);
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      const next = node[Number(bit) as 0 | 1];
      if (Array.isArray(next)) node = next;
      else {
        const made: Node = [null, null];
        node[Number(bit) as 0 | 1] = made;
        nodes.push(made);
        node = made;
      }
    }
    node[Number(bits.at(-1)) as 0 | 1] = size;
    const bytes = encoded(value);
    data.push(bytes);
    size += bytes.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.forEach((node, index) => {
    node.forEach((record, side) => {
      const to = Array.isArray(record)
        ? nodes.indexOf(record)
        : record === null
          ? nodes.length
          : nodes.length + 16 + record;
      tree.writeUIntBE(to, index * 6 + side * 3, 3);
    });
  });
  const metadata = encoded({
    ...{ node_count: nodes.length, record_size: 24, ip_version: 6, database_type: type, languages: ["en"] },
    ...{
      binary_format_major_version: 2,
      binary_format_minor_version: 0,
      build_epoch: 1_767_225_600,
      description: { en: "test" },
    },
  });
  const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from("MaxMind.com")]);
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]);
}
