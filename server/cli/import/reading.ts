import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { csvRows } from './csv.ts';
import type { Fields } from './user.ts';

/** A record of an export, or why it is none. */
export interface Read {
  /** Of the file; of a JSON document which of its users. */
  line: number;
  record?: Fields;
  fault?: string;
}

/**
 * The records of an export: of CSV with names in its first line, of a JSON document with a list of users, or of JSON Lines.
 *
 * @param file - its name says which: .csv, .json, or anything else.
 * @throws Error with a sentence for the operator.
 */
export async function* readExport(file: string): AsyncGenerator<Read> {
  if (file.endsWith('.csv')) yield* csvRecords(file);
  else if (file.endsWith('.json')) yield* documentRecords(file);
  else yield* lineRecords(file);
}

async function* csvRecords(file: string): AsyncGenerator<Read> {
  let names: string[] | undefined;
  for await (const { line, cells } of csvRows(createReadStream(file))) {
    if (names === undefined) names = cells.map((name) => name.trim());
    else if (cells.length !== names.length) yield { line, fault: 'it has not as many fields as the first line' };
    else yield { line, record: Object.fromEntries(names.map((name, at) => [name, cells[at]])) };
  }
}

async function* documentRecords(file: string): AsyncGenerator<Read> {
  const content = await readFile(file, 'utf8');
  const document = parsed(content);
  // A file of JSON Lines may have the ending of a document.
  if (document === undefined) {
    yield* lineRecords(file);
    return;
  }
  const users = Array.isArray(document) ? document : isObject(document) ? document['users'] : undefined;
  if (!Array.isArray(users)) {
    if (isObject(document)) yield { line: 1, record: document };
    else throw new Error(`${file} has no list of users`);
    return;
  }
  for (const [at, record] of users.entries()) yield checked(at + 1, record);
}

async function* lineRecords(file: string): AsyncGenerator<Read> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  for await (const content of lines) {
    line++;
    if (content.trim() !== '') yield checked(line, parsed(line === 1 ? content.replace(/^\uFEFF/, '') : content));
  }
}

function checked(line: number, record: unknown): Read {
  return isObject(record) ? { line, record } : { line, fault: 'it is no JSON object' };
}

/** Undefined: it is no JSON. What the parser says repeats what it has read. */
function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
