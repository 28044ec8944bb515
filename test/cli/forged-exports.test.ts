import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

// Whoever edits an export on its way to the auditor, and may have stolen a key: docs/verify-events.mjs alone, as a stranger runs it.
const VERIFIER = path.resolve(import.meta.dirname, '../../docs/verify-events.mjs');
const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-forged-'));
afterAll(() => rm(folder, { recursive: true }));

interface Key {
  id: string;
  jwk: object;
  privateKey: KeyObject;
}
type Line = Record<string, unknown>;
interface Batch {
  hash: string;
  lines: Line[];
}

const sha256 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
/** Canonical JSON of what is built here: names are sorted already, and there are no fractions. */
const canonical = (value: object) => JSON.stringify(value);
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function makeKey(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const jwk = { crv: 'Ed25519', kty: 'OKP', x };
  return { id: Buffer.from(sha256(canonical(jwk)), 'hex').toString('base64url'), jwk, privateKey };
}

function statementOf(key: Key, said: object): string {
  const signed = `${encoded({ alg: 'EdDSA', kid: key.id, typ: 'rowseal-head' })}.${encoded(said)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

/** A batch of one event, which has the number of the batch. */
function batch(
  number: number,
  event: object,
  former: Batch | undefined,
  { key, next, sealed = `2026-0${number}-28T00:00:00Z` }: { key?: Key; next?: Key; sealed?: string } = {},
): Batch {
  const line = {
    batch: number,
    digest: sha256(Buffer.from(sha256(canonical(event)), 'hex')),
    events: 1,
    first: number,
    previous: former?.hash ?? '0'.repeat(64),
    sealed_at: sealed,
    segment: 1,
    until: `2026-0${number}-28T00:00:00Z`,
  };
  const hash = sha256(canonical(line));
  const statement = key && statementOf(key, { head: hash, next: next?.id });
  return {
    hash,
    lines: [
      { type: 'event', cursor: `1.${number}`, event },
      { type: 'batch', batch: line, statement: statement ?? null },
    ],
  };
}

const event = (id: string) => ({ details: {}, id, kind: 'logged_in' });
const told = (before: string) => ({ details: { before }, id: 'told', kind: 'events_dropped' });
const [k1, k2, k3] = [makeKey(), makeKey(), makeKey()];
const g1 = batch(1, event('a'), undefined, { key: k1 });
const g2 = batch(2, event('b'), g1, { key: k1, next: k2 });
const g3 = batch(3, event('c'), g2, { key: k2 });
const g4 = batch(4, told('2026-04-01T00:00:00Z'), g3, { key: k2 });
const g5 = batch(5, event('e'), g4, { key: k2 });
const genuine = [g1, g2, g3, g4, g5];
const head = `1.5.${g5.hash}`;
const linesOf = (...batches: Batch[]) => batches.flatMap(({ lines }) => lines);
const batchLine = ({ lines }: Batch, changes: Line = {}): Line => ({ ...lines.at(-1), ...changes });
/** As retention leaves it: its events are gone. */
const dropped = (one: Batch): Line => batchLine(one, { dropped: true });
const now = () => new Date().toISOString();

async function verified(
  lines: Line[],
  { head: given = '', key }: { head?: string; key?: Key },
): Promise<{ code: number; faults: string[]; events: number; unsigned: number; unproven: string[] }> {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.jsonl`);
  const keys = [k1, k2, k3].map(({ jwk }) => ({ type: 'key', jwk }));
  await writeFile(file, [...keys, ...lines].map((line) => JSON.stringify(line)).join('\n'));
  return new Promise((resolve) => {
    execFile(process.execPath, [VERIFIER, file, given, ...(key ? [key.id] : [])], { env: {} }, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, ...JSON.parse(stdout) }),
    );
  });
}

describe('the controls: what is genuine verifies', () => {
  test('by the id of either key, with a head and without', async () => {
    for (const key of [k1, k2])
      for (const given of [head, `1.3.${g3.hash}`, ''])
        expect(await verified(linesOf(...genuine), { head: given, key })).toMatchObject({
          code: 0,
          events: 5,
          unsigned: 0,
          unproven: [`after batch ${given.split('.')[1] || 0}: no key was stolen, and no batch cut off`],
        });
  });

  test('where retention has dropped how it began, by the id of a key that has signed since, and of no other', async () => {
    const lines = [dropped(g3), ...linesOf(g4, g5)];
    expect(await verified(lines, { head, key: k2 })).toMatchObject({ code: 0, events: 2 });
    expect(await verified(lines, { head, key: k1 })).toMatchObject({
      code: 1,
      faults: [`the key ${k1.id} is missing`],
    });
  });

  test('where a batch of an older month came after one that is kept', async () => {
    const lines = [...linesOf(g1, g2), dropped(g3), ...linesOf(g4, g5)];
    expect(await verified(lines, { head, key: k1 })).toMatchObject({ code: 0, events: 4 });
    // Unless no event says so.
    const untold = [...linesOf(g1), dropped(g2), ...linesOf(g3)];
    expect(await verified(untold, { key: k1 })).toMatchObject({
      code: 1,
      faults: [expect.stringContaining('no event')],
    });
  });

  test('with the newest batch not signed yet, which is not counted', async () => {
    const g6 = batch(6, event('f'), g5, { sealed: now() });
    expect(await verified(linesOf(...genuine, g6), { head, key: k1 })).toMatchObject({
      code: 0,
      events: 5,
      unsigned: 1,
    });
  });
});

describe('older months that never were are refused, with a head and a key', () => {
  const gap = (forged: Batch) => [...forged.lines, dropped(g3), ...linesOf(g4, g5)];
  const lie = told('2099-01-01T00:00:00Z');
  test.each([
    ['not signed', gap(batch(1, lie, undefined))],
    ['not signed, and sealed just now', gap(batch(1, lie, undefined, { sealed: now() }))],
    ['signed with a stolen former key', gap(batch(1, lie, undefined, { key: k1 }))],
    ['signed with a key of the forger', gap(batch(1, lie, undefined, { key: k3 }))],
    ['signed with the stolen key that signs now', gap(batch(1, lie, undefined, { key: k2 }))],
    ['as events of a dropped batch', [...linesOf(g3).slice(0, -1), dropped(g3), ...linesOf(g4, g5)]],
    ['before the genuine ones', [...linesOf(batch(1, lie, undefined)), ...linesOf(...genuine)]],
    ['after a dropped batch', [dropped(g1), dropped(g3), ...linesOf(g4, g5)]],
  ])('%s', async (_, lines) => {
    expect(await verified(lines, { head, key: k2 })).toMatchObject({ code: 1 });
    // The control: the same months as retention left them, without those.
    expect(await verified([dropped(g3), ...linesOf(g4, g5)], { head, key: k2 })).toMatchObject({ code: 0 });
  });
});

describe('a batch without a signature is refused', () => {
  test.each([1, 2, 3, 4, 5])('where that of batch %i was taken out', async (number) => {
    const lines = genuine.flatMap((one, n) =>
      n + 1 === number ? [...one.lines.slice(0, -1), batchLine(one, { statement: null })] : one.lines,
    );
    expect(await verified(lines, { head, key: k2 })).toMatchObject({
      code: 1,
      faults: expect.arrayContaining([`batch ${number}: it is not signed`]),
    });
  });

  test.each([
    ['an old one', '2026-06-28T00:00:00Z'],
    ['one of the future', '2999-01-01T00:00:00Z'],
    ['one of no time', 'soon'],
  ])('at the end: %s', async (_, sealed) => {
    for (const key of [k1, k2])
      expect(await verified(linesOf(...genuine, batch(6, event('forged'), g5, { sealed })), { key })).toMatchObject({
        code: 1,
        faults: ['batch 6: it is not signed'],
      });
  });

  test('one sealed just now that others were signed after', async () => {
    const u2 = batch(2, event('forged'), g1, { sealed: now() });
    const s3 = batch(3, event('forged too'), u2, { key: k1 });
    expect(await verified(linesOf(g1, u2, s3), { key: k1 })).toMatchObject({ code: 1 });
  });

  test('what it says of dropped events is not believed', async () => {
    const u6 = batch(6, told('2099-01-01T00:00:00Z'), g5, { sealed: now() });
    const forged = [...linesOf(g1, g2, g3), dropped(g4), ...linesOf(g5, u6)];
    expect(await verified(forged, { head, key: k2 })).toMatchObject({
      code: 1,
      faults: [expect.stringContaining('no event says')],
    });
  });
});

describe('whoever has stolen a former key', () => {
  const s3 = batch(3, event('forged'), g2, { key: k1 });
  const { lines: handover } = g2;
  const other2 = batch(2, event('forged'), g1, { key: k1, next: k3 });
  const renamed = linesOf(g1, other2, batch(3, event('forged'), other2, { key: k3 }));
  const again2 = batch(2, event('forged'), g1, { key: k1 });
  const goesOn = linesOf(g1, again2, batch(3, event('forged'), again2, { key: k1 }));

  test('does not sign on after it has named its successor, nor where that statement is left out', async () => {
    for (const key of [k1, k2]) {
      // The control: what its successor signed there.
      expect(await verified(linesOf(g1, g2, g3), { key })).toMatchObject({ code: 0 });
      expect(await verified(linesOf(g1, g2, s3), { key })).toMatchObject({ code: 1 });
      const without = [...g1.lines, ...handover.slice(0, -1), batchLine(g2, { statement: null }), ...s3.lines];
      expect(await verified(without, { key })).toMatchObject({ code: 1 });
    }
  });

  test.each([
    ['names another successor', renamed],
    ['names none, and signs on', goesOn],
  ])('%s: refused by the id of its successor, or by a head; by its own id alone it is accepted', async (_, lines) => {
    expect(await verified(lines, { key: k2 })).toMatchObject({ code: 1, faults: [`the key ${k2.id} is missing`] });
    expect(await verified(lines, { head, key: k1 })).toMatchObject({
      code: 1,
      faults: [`the head ${head} is missing`],
    });
    // What cannot be known without a head, and is said.
    expect(await verified(lines, { key: k1 })).toMatchObject({
      code: 0,
      unproven: ['after batch 0: no key was stolen, and no batch cut off'],
    });
  });

  test('goes on after a head by signing all since its turn again: refused by the id of the key in the line of the head', async () => {
    const mine = [g2, g3, g4, g5].flatMap((one) => [
      ...one.lines.slice(0, -1),
      batchLine(one, { statement: statementOf(k1, { head: one.hash }) }),
    ]);
    const lines = [...g1.lines, ...mine, ...linesOf(batch(6, event('forged'), g5, { key: k1 }))];
    expect(await verified(lines, { head, key: k2 })).toMatchObject({
      code: 1,
      faults: [`the key ${k2.id} is missing`],
    });
    expect(await verified(lines, { head, key: k1 })).toMatchObject({
      code: 0,
      unproven: ['after batch 5: no key was stolen, and no batch cut off'],
    });
  });
});

test('newest batches that were cut off are found by a head alone, and without one it is said', async () => {
  expect(await verified(linesOf(g1, g2), { head, key: k1 })).toMatchObject({ code: 1 });
  expect(await verified(linesOf(g1, g2), { key: k1 })).toMatchObject({
    code: 0,
    unproven: [expect.stringContaining('cut off')],
  });
  expect(await verified(linesOf(g1, g2), {})).toMatchObject({ code: 0, unproven: ['who signed', expect.any(String)] });
});

describe('what is no chain is refused', () => {
  const f3 = batch(3, event('forged'), g2);
  const [{ statement } = { statement: null }] = g3.lines.slice(-1);
  const equal = batch(4, told('2026-03-28T00:00:00Z'), g3, { key: k2 });
  test.each([
    ['a batch that follows another', linesOf(g1, g2, batch(3, event('c'), g1, { key: k2 })), 'out of order'],
    ['a number that is left out', linesOf(g1, g2, batch(4, event('c'), g2, { key: k2 })), 'out of order'],
    ['the signature of another', [...linesOf(g1, g2), ...f3.lines.slice(0, -1), batchLine(f3, { statement })], 'wrong'],
    ['events without their batch', linesOf(g1, g2, g3).slice(0, -1), 'the end is missing'],
    ['events dropped that nothing says were', [...linesOf(g1, g2), dropped(g3), ...linesOf(equal)], 'no event says'],
  ])('%s', async (_, lines, fault) => {
    expect(await verified(lines, { key: k1 })).toMatchObject({ code: 1, faults: [expect.stringContaining(fault)] });
  });

  test('nothing but what is not signed yet', async () => {
    expect(await verified(linesOf(batch(1, event('a'), undefined, { sealed: now() })), {})).toMatchObject({
      code: 1,
      faults: ['the end is missing'],
    });
  });
});
