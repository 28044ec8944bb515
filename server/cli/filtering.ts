import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { breachHash, FILTER, falsePositives, keyOfHash, placeOf } from '../credentials/password-filter.ts';

const HASH_LINE = /^([0-9a-f]{40})(:\d+)?$/i;
/** No installation accepts a shorter one. */
const LEAST_LENGTH = 8;
/** Sorted in memory, eight bytes each. */
const UNSORTED_AT_MOST = 200_000_000;
const CHUNK_BYTES = 1 << 20;

/** What a filter has become. */
export interface FilterFigures {
  entries: number;
  bytes: number;
  /** Of how many other passwords it refuses one. */
  oneIn: number;
  /** Lines that were left out: passwords that are too short anyway, and what was there twice. */
  leftOut: number;
}

/**
 * Makes a filter of a list of breached passwords. A list that is sorted by hash, such as that of Have I Been Pwned, is read twice and never held in memory.
 *
 * @param list - a file with a line each: a password, or its SHA-1 in hexadecimal, with or without `:` and a count.
 * @param out - the file to write; it is replaced when the new one is complete.
 * @throws Error with a sentence for the operator.
 */
export async function makePasswordFilter(list: string, out: string): Promise<FilterFigures> {
  const { keys, isSorted, lines } = await survey(list);
  if (keys === 0) throw new Error(`${list} has no password of ${LEAST_LENGTH} characters or more, and no hash`);
  const bucketBits = Math.min(28, Math.max(0, Math.ceil(Math.log2(keys / FILTER.bucketEntries))));
  const temporary = `${out}.new`;
  const file = await open(temporary, 'w');
  try {
    const ordered = isSorted ? batchesOf(list) : [{ keys: await sorted(list, keys) }];
    const entries = await write(file, ordered, bucketBits);
    await file.sync();
    const { size } = await file.stat();
    await rename(temporary, out);
    return { entries, bytes: size, oneIn: falsePositives(entries, bucketBits), leftOut: lines - entries };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function survey(list: string): Promise<{ keys: number; isSorted: boolean; lines: number }> {
  const seen = { keys: 0, isSorted: true, lines: 0 };
  let last = -1;
  for await (const { keys, lines } of batchesOf(list)) {
    seen.lines += lines;
    seen.keys += keys.length;
    for (const key of keys) {
      if (key < last) seen.isSorted = false;
      last = key;
    }
  }
  return seen;
}

/** The keys of a list, many at a time: it may have a thousand million lines. */
async function* batchesOf(list: string): AsyncGenerator<{ keys: number[]; lines: number }> {
  let ofHashes: boolean | undefined;
  let number = 0;
  let rest = '';
  const keysOf = (lines: readonly string[]) => {
    const filled = lines.map((line) => line.replace(/\r$/, ''));
    const keys = filled.flatMap((line) => {
      number++;
      if (line === '') return [];
      const hash = HASH_LINE.exec(line)?.[1];
      ofHashes ??= hash !== undefined;
      if (!ofHashes) return [...line.normalize('NFC')].length < LEAST_LENGTH ? [] : [keyOfHash(breachHash(line))];
      if (hash === undefined) throw new Error(`line ${number} of ${list} is not a SHA-1 hash, but the first line is`);
      return [keyOfHash(Buffer.from(hash, 'hex'))];
    });
    return { keys, lines: filled.filter((line) => line !== '').length };
  };
  for await (const text of createReadStream(list, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    yield keysOf(lines);
  }
  yield keysOf([rest]);
}

async function sorted(list: string, count: number): Promise<Float64Array> {
  if (count > UNSORTED_AT_MOST)
    throw new Error(`${list} is too large to be sorted in memory: make a list of hashes of it, and sort that`);
  const keys = new Float64Array(count);
  let filled = 0;
  for await (const batch of batchesOf(list)) {
    keys.set(batch.keys, filled);
    filled += batch.keys.length;
  }
  return keys.sort();
}

/** Entries as they come, then the index, which is known last, and the header, without which nothing takes it for a filter. */
async function write(
  file: FileHandle,
  batches: AsyncIterable<{ keys: Iterable<number> }> | Iterable<{ keys: Iterable<number> }>,
  bucketBits: number,
): Promise<number> {
  const buckets = 2 ** bucketBits;
  const index = Buffer.alloc((buckets + 1) * FILTER.indexBytes);
  let position = FILTER.headerBytes + index.length;
  const chunk = Buffer.alloc(CHUNK_BYTES * FILTER.entryBytes);
  let filled = 0;
  let entries = 0;
  let last = { bucket: 0, entry: -1 };
  const flush = async () => {
    await file.write(chunk, 0, filled, position);
    position += filled;
    filled = 0;
  };
  const begin = (until: number, from: number) => {
    for (let bucket = from; bucket <= until; bucket++)
      index.writeUIntBE(entries, bucket * FILTER.indexBytes, FILTER.indexBytes);
  };
  for await (const { keys } of batches) {
    for (const key of keys) {
      const place = placeOf(key, bucketBits);
      if (place.bucket === last.bucket && place.entry === last.entry) continue;
      begin(place.bucket, last.bucket + 1);
      last = place;
      filled = chunk.writeUIntBE(place.entry, filled, FILTER.entryBytes);
      entries++;
      if (filled === chunk.length) await flush();
    }
  }
  await flush();
  begin(buckets, last.bucket + 1);
  await file.write(index, 0, index.length, FILTER.headerBytes);
  const header = Buffer.alloc(FILTER.headerBytes);
  header.write(FILTER.magic, 'latin1');
  header.writeUInt8(FILTER.version, 16);
  header.writeUInt8(bucketBits, 17);
  header.writeUIntBE(entries, 18, 6);
  await file.write(header, 0, header.length, 0);
  return entries;
}

/**
 * What `rowseal passwords filter` prints.
 *
 * @param list - a file of breached passwords.
 * @param out - the file to write.
 */
export async function filterPasswords(list: string, out: string): Promise<string> {
  const { entries, bytes, oneIn, leftOut } = await makePasswordFilter(list, out);
  const figures = new Intl.NumberFormat('en');
  return [
    `${out}: ${figures.format(entries)} passwords in ${figures.format(bytes)} bytes (${((bytes * 8) / entries).toFixed(1)} bits each)`,
    `It refuses them, and one in ${figures.format(oneIn)} of all others. Left out: ${figures.format(leftOut)} lines (too short, or refused already).`,
    `Servers use it with ROWSEAL_PASSWORD_FILTER=${out}.`,
  ].join('\n');
}
