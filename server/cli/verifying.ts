import { execFile } from 'node:child_process';
import path from 'node:path';
import { compactVerify, importJWK } from 'jose';
import type postgres from 'postgres';
import { ROOT } from '../manifest.ts';
import type { Question } from './auditing.ts';
import { batchesOf, isFresh, keysOf } from './sealed-events.ts';

/** Batches that are verified at a time: a statement of a few seconds. */
const BATCHES = 50;

/** What `events verify` is told. */
export interface VerifyOptions {
  head?: string;
  key?: string;
  file?: string;
  json: boolean;
}

interface Fault {
  kind: string;
  segment: number | null;
  batch: string | null;
  event: string | null;
  what: string;
}

/** Verifies the events of a database, a page of batches at a time: hashes and order by SQL, signatures here. */
export const verify =
  ({ head: given, key, json }: VerifyOptions): Question =>
  async (sql) => {
    const head = given === undefined ? null : headOf(given);
    const checked = await checkSignatures(sql, key);
    const faults = [...checked.faults];
    let after = '0';
    for (let isLast = false; !isLast; ) {
      const page: { number: string }[] = await sql<{ number: string }[]>`
        select number from rowseal_audit.event_batches(${after}, ${BATCHES})`;
      isLast = page.length < BATCHES;
      // Those that come meanwhile are for the next time.
      faults.push(
        ...(await sql<Fault[]>`
        select kind, segment, batch, event, what from rowseal_audit.verify(${isLast ? head : null}, ${after}, ${isLast ? null : BATCHES})`),
      );
      after = page.at(-1)?.number ?? after;
    }
    const found = faults.filter(({ kind }) => kind !== 'segment');
    const notes = faults.filter(({ kind }) => kind === 'segment');
    const answer = { ...checked, faults: found, segments: notes, unproven: unprovenBy(head, key) };
    return { text: json ? JSON.stringify(answer, null, 2) : textOf(answer), exitCode: found.length > 0 ? 1 : 0 };
  };

interface Signatures {
  events: number;
  batches: number;
  /** The newest batches that are not signed yet; they and their events do not count as verified. */
  unsigned: number;
  /** The last batch that each key has signed. */
  signers: Record<string, string>;
  /** What is to be kept. */
  last: string | undefined;
  faults: Fault[];
}

async function checkSignatures(sql: postgres.Sql, wanted: string | undefined): Promise<Signatures> {
  const keys = new Map((await keysOf(sql)).map(({ id, jwk }) => [id, jwk]));
  const found: Signatures = { events: 0, batches: 0, unsigned: 0, signers: {}, last: undefined, faults: [] };
  const turns = turnsOf(wanted);
  for await (const { number, segment, events, batch, head, statement, dropped } of batchesOf(sql)) {
    const fault = (what: string) => found.faults.push({ kind: 'signature', segment, batch: number, event: null, what });
    if (statement === null) {
      if (isFresh(batch)) found.unsigned += 1;
      else fault('it is not signed');
      continue;
    }
    const signed = await signatureOf(statement, head, keys).catch(() => undefined);
    if (signed === undefined) fault('its signature is wrong');
    else if (!turns.take(signed)) fault(`${signed.signer} has signed it out of turn`);
    else found.signers[signed.signer] = number;
    if (!dropped) found.events += events;
    found.batches += 1;
    found.last = `${segment}.${number}.${head}`;
  }
  const other = turns.other();
  if (other !== undefined)
    found.faults.push({ kind: 'signature', segment: null, batch: null, event: null, what: `${other} has signed it` });
  return found;
}

interface Signed {
  signer: string;
  /** The key that signs the next batch, where that is another. */
  next: string | undefined;
}

/** The signature of a head. */
async function signatureOf(
  statement: string,
  head: string,
  keys: Map<string, Record<string, string>>,
): Promise<Signed | undefined> {
  let signer = '';
  const { payload } = await compactVerify(statement, async ({ kid = '' }) => {
    signer = kid;
    const jwk = keys.get(kid);
    if (!jwk) throw new Error('an unknown key');
    return importJWK(jwk, 'EdDSA');
  });
  const said: { head: string; next?: string } = JSON.parse(Buffer.from(payload).toString());
  return said.head === head ? { signer, next: said.next } : undefined;
}

/**
 * Whose turn it is to sign: that of the key before, until it names another. It begins with the first batch there is.
 *
 * @param wanted - one of the keys that have to have had a turn.
 */
function turnsOf(wanted: string | undefined) {
  let turn: string | undefined;
  let last: string | undefined;
  let isTrusted = wanted === undefined;
  return {
    /** Whether it was the turn of who has signed a batch. */
    take: ({ signer, next }: Signed): boolean => {
      last = signer;
      if (signer !== (turn ?? signer)) return false;
      turn = next ?? signer;
      isTrusted ||= signer === wanted;
      return true;
    },
    /** Who has signed instead of the wanted one. */
    other: () => (isTrusted ? undefined : last),
  };
}

/** What nobody can know by a head and a key, or without them; docs/verify-events.mjs says it in the same words. */
const unprovenBy = (head: string | null, key: string | undefined): string[] => [
  ...(key === undefined ? ['who signed'] : []),
  `after batch ${head?.split('.')[1] ?? 0}: no key was stolen, and no batch cut off`,
];

/** A head, by itself or in a line of a log. */
function headOf(text: string): string {
  const [found] = /\b\d+\.\d+\.[0-9a-f]{64}\b/.exec(text) ?? [];
  if (found === undefined) throw new Error('a head is <segment>.<batch>.<64 hexadecimal digits>');
  return found;
}

type Answer = Signatures & { segments: Fault[]; unproven: string[] };

function textOf({ events, batches, unsigned, signers, last, faults, segments, unproven }: Answer): string {
  return [
    ...faults.map(({ kind, batch, event, what }) => `${kind}  batch ${batch ?? '-'}, event ${event ?? '-'}: ${what}`),
    ...segments.map(({ segment, batch, what }) => `segment ${segment} from batch ${batch} on, ${what}`),
    ...Object.entries(signers).map(([id, batch]) => `signed by ${id}, up to batch ${batch}`),
    ...unproven.map((what) => `not proven: ${what}`),
    ...(unsigned === 0 ? [] : [`batches that are not signed yet, and not counted: ${unsigned}`]),
    ...(last === undefined ? [] : [`head: ${last}`]),
    `${events} events in ${batches} batches, ${faults.length === 0 ? 'verified' : `${faults.length} faults`}`,
  ].join('\n');
}

/**
 * Verifies an export by docs/verify-events.mjs, as anybody can.
 *
 * @param file - the export.
 * @param options - head and key to check against.
 */
export async function verifyFile(file: string, { head, key }: VerifyOptions): Promise<void> {
  const verifier = path.join(ROOT, 'docs/verify-events.mjs');
  const given = [file, head === undefined ? '' : headOf(head), ...(key === undefined ? [] : [key])];
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [verifier, ...given], (error, stdout, stderr) => {
      if (error && error.code !== 1)
        reject(new Error(`the export cannot be read: ${stderr.trim().split('\n').at(-1)}`));
      if (error) process.exitCode = 1;
      console.log(stdout.trimEnd());
      resolve();
    });
  });
}
