/** Frame types, flags and errors of HTTP/2 (RFC 9113). */
export const Frame = {
  Data: 0,
  Headers: 1,
  Priority: 2,
  Reset: 3,
  Settings: 4,
  PushPromise: 5,
  Ping: 6,
  GoAway: 7,
  WindowUpdate: 8,
  Continuation: 9,
} as const;
export const Flag = { None: 0, EndStream: 1, Ack: 1, EndHeaders: 4, Padded: 8 } as const;

export const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

const errors = [
  ...["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED"],
  ...["FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM"],
];
export const errorName = (code: number): string => errors[code] ?? String(code);

/** A frame with whatever it is given; nothing is checked. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer<ArrayBuffer> {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Settings by number. The first frame asks for answers that refer to none before them. */
export const settings = (values: Record<number, number>): Buffer<ArrayBuffer> =>
  frame(
    Frame.Settings,
    Flag.None,
    0,
    Buffer.concat(
      Object.entries(values).map(([id, value]) => Buffer.concat([Buffer.from([0, Number(id)]), uint32(value)])),
    ),
  );

/** Header fields, in order and as often as they stand there, each a literal that no table keeps (RFC 7541 6.2.2). */
export const hpack = (fields: [string, string][]): Buffer =>
  Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.length, 7), bytes]);
}

/** An integer with a prefix of some bits (RFC 7541 5.1). */
function integer(value: number, bits: number): Buffer {
  const limit = 2 ** bits - 1;
  if (value < limit) return Buffer.from([value]);
  const bytes = [limit];
  let rest = value - limit;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** The status that a block of an answer begins with, as an entry of the static table or a literal after its name. */
export function statusIn(block: Buffer): number | undefined {
  const first = block[0] ?? 0;
  if ((first & 0xe0) === 0x20) return statusIn(block.subarray(1)); // a change of the table's size
  const known = [200, 204, 206, 304, 400, 404, 500][first - 0x88];
  if (known !== undefined) return known;
  const length = block[1] ?? 0;
  const value = block.subarray(2, 2 + (length & 0x7f));
  return Number((length & 0x80) === 0 ? value.toString("latin1") : huffmanDigits(value));
}

/** Digits have codes of five bits (0, 1, 2) and six (3 to 9) (RFC 7541 B). */
function huffmanDigits(bytes: Buffer): string {
  let bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let digits = "";
  while (digits.length < 3) {
    const short = Number.parseInt(bits.slice(0, 5), 2);
    const isShort = short <= 2;
    digits += isShort ? short : Number.parseInt(bits.slice(0, 6), 2) - 25 + 3;
    bits = bits.slice(isShort ? 5 : 6);
  }
  return digits;
}
