import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * The file that `rowseal passwords filter` writes: sorted SHA-1 hashes, cut short. The first bits of a hash name a bucket, the 24 after them are kept.
 *
 * | bytes | |
 * |---|---|
 * | 16 | `rowsealpasswords` |
 * | 1 | version, 1 |
 * | 1 | bits that name a bucket: b |
 * | 6 | entries: n |
 * | 8 | zero |
 * | 6 × (2^b + 1) | of each bucket the number of its first entry, then n |
 * | 3 × n | entries, in the order of their hashes |
 *
 * Of other passwords it refuses one in 2^(b + 24) / n. Numbers are big-endian.
 */
export const FILTER = {
  magic: 'rowsealpasswords',
  version: 1,
  headerBytes: 32,
  indexBytes: 6,
  entryBytes: 3,
  /** How many entries a bucket has at most on average: what one look-up reads. */
  bucketEntries: 64,
} as const;

/** Bits of a hash that are looked at: as many as a number holds. */
const KEY_BITS = 52;
const ENTRY_SIZE = 2 ** (8 * FILTER.entryBytes);

/** Passwords that are known from breaches. */
export interface PasswordFilter {
  /** Reads two places of the file. @throws Error where it cannot be read. */
  has(password: string): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * What a password is looked up by: the first bits of its SHA-1, as lists of breached passwords have it.
 *
 * @param hash - 20 bytes.
 */
export function keyOfHash(hash: Buffer): number {
  return hash.readUIntBE(0, 6) * 16 + (hash.readUInt8(6) >> 4);
}

/**
 * SHA-1 of a password, as lists of breached passwords have it.
 *
 * @param password - as typed; in Unicode NFC, as it is derived from.
 */
export function breachHash(password: string): Buffer {
  return createHash('sha1').update(password.normalize('NFC')).digest();
}

/**
 * Where a key is kept.
 *
 * @param key - as of {@link keyOfHash}.
 * @param bucketBits - of the filter.
 */
export function placeOf(key: number, bucketBits: number): { bucket: number; entry: number } {
  const rest = 2 ** (KEY_BITS - bucketBits);
  return { bucket: Math.floor(key / rest), entry: Math.floor(((key % rest) * ENTRY_SIZE) / rest) };
}

/**
 * Of how many passwords that are not in a filter, one is taken for one that is.
 *
 * @param entries - in it.
 * @param bucketBits - of it.
 */
export function falsePositives(entries: number, bucketBits: number): number {
  return Math.round((2 ** bucketBits * ENTRY_SIZE) / Math.max(entries, 1));
}

/**
 * Opens a filter. It stays open, and on the disk.
 *
 * @param file - that `rowseal passwords filter` wrote.
 * @throws Error with a sentence for the operator.
 */
export async function openPasswordFilter(file: string): Promise<PasswordFilter> {
  const handle = await open(file, 'r').catch((error: Error) => {
    throw new Error(`the filter of breached passwords cannot be opened: ${error.message}`);
  });
  try {
    const { entries, bucketBits } = await readHeader(handle);
    const indexEnd = FILTER.headerBytes + (2 ** bucketBits + 1) * FILTER.indexBytes;
    if ((await handle.stat()).size !== indexEnd + entries * FILTER.entryBytes) throw new Error('its size is wrong');
    return {
      has: async (password) => {
        const { bucket, entry } = placeOf(keyOfHash(breachHash(password)), bucketBits);
        const index = await read(handle, FILTER.headerBytes + bucket * FILTER.indexBytes, 2 * FILTER.indexBytes);
        const first = index.readUIntBE(0, FILTER.indexBytes);
        const count = index.readUIntBE(FILTER.indexBytes, FILTER.indexBytes) - first;
        if (count < 0 || first + count > entries) throw new Error('the filter of breached passwords is damaged');
        const found = await read(handle, indexEnd + first * FILTER.entryBytes, count * FILTER.entryBytes);
        return Array.from({ length: count }, (_, nth) =>
          found.readUIntBE(nth * FILTER.entryBytes, FILTER.entryBytes),
        ).includes(entry);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} is no filter of breached passwords: ${reason}; make one with rowseal passwords filter`);
  }
}

async function readHeader(handle: FileHandle): Promise<{ entries: number; bucketBits: number }> {
  const header = await read(handle, 0, FILTER.headerBytes);
  if (header.toString('latin1', 0, 16) !== FILTER.magic) throw new Error('it begins otherwise');
  if (header.readUInt8(16) !== FILTER.version) throw new Error('it is of another version');
  const bucketBits = header.readUInt8(17);
  if (bucketBits > KEY_BITS - 8 * FILTER.entryBytes) throw new Error('its header is wrong');
  return { entries: header.readUIntBE(18, 6), bucketBits };
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('it is too short');
  return buffer;
}
