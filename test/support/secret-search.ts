/** What to look for: a piece of a secret in some notation. */
export interface Needle {
  /** Which secret, in which notation. */
  what: string;
  bytes: Buffer;
}

/** Where a piece of a secret was found. */
export interface Finding {
  what: string;
  /** Bytes before it. */
  offset: number;
}

/**
 * A secret is cut into pieces of this length, so that half of it is found too: the rest may have been cut off, or lie beyond the header of a
 * page, which stands in the middle of whatever is longer than what is left of the page before.
 */
const PIECE = 16;

/**
 * Every notation in which a text or its bytes may lie around: itself, hexadecimal, base64 and base64url, the last two in all three ways that
 * the bits can fall when the secret stands in the middle of something longer.
 *
 * @param what - names the secret.
 * @param secret - its bytes; of a text, in UTF-8.
 */
export function needlesOf(what: string, secret: Buffer): Needle[] {
  const hex = secret.toString('hex');
  const base64 = [0, 1, 2].map((before) => base64Inside(secret, before));
  const notations: [name: string, bytes: Buffer][] = [
    ['as it is', secret],
    ['hexadecimal', Buffer.from(hex)],
    ['hexadecimal', Buffer.from(hex.toUpperCase())],
    ...base64.map((text): [string, Buffer] => ['base64', Buffer.from(text)]),
    ...base64.map((text): [string, Buffer] => ['base64url', Buffer.from(text.replace(/\+/g, '-').replace(/\//g, '_'))]),
  ];
  return notations.flatMap(([notation, bytes]) =>
    piecesOf(bytes).map((piece) => ({ what: `${what}, ${notation}`, bytes: piece })),
  );
}

/** What base64 makes of a secret that some bytes stand before: the characters that it alone decides. */
function base64Inside(secret: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
}

function piecesOf(bytes: Buffer): Buffer[] {
  if (bytes.length < PIECE) return [bytes];
  const starts = Array.from({ length: Math.floor(bytes.length / PIECE) }, (_, i) => i * PIECE);
  return [...new Set([...starts, bytes.length - PIECE])].map((start) => bytes.subarray(start, start + PIECE));
}

const HASH_BITS = 22;

/**
 * Prepares a search for many needles at once, which reads a haystack only once.
 *
 * @param needles - of 4 bytes or more.
 * @returns finds them in a haystack; each needle at most once.
 */
export function searcher(needles: Needle[]): (haystack: Buffer) => Finding[] {
  const byStart = new Map<number, Needle[]>();
  const mayStart = new Uint8Array(2 ** HASH_BITS);
  for (const needle of needles) {
    const start = needle.bytes.readUInt32BE();
    byStart.set(start, [...(byStart.get(start) ?? []), needle]);
    mayStart[hash(start)] = 1;
  }
  return (haystack) => {
    const found = new Map<Needle, Finding>();
    let window = 0;
    for (let end = 0; end < haystack.length; end++) {
      window = ((window << 8) | (haystack[end] ?? 0)) >>> 0;
      const offset = end - 3;
      if (mayStart[hash(window)] === 0 || offset < 0) continue;
      for (const needle of byStart.get(window) ?? []) {
        const { what, bytes } = needle;
        if (bytes.equals(haystack.subarray(offset, offset + bytes.length))) found.set(needle, { what, offset });
      }
    }
    return [...found.values()];
  };
}

function hash(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
}
