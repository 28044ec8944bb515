import pLimit from 'p-limit';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode, Operation } from '#test/support/api-document.ts';
import { apiWorld } from '#test/support/api-world.ts';
import type { Answer } from '#test/support/demo-app.ts';
import { misfortunes } from '#test/support/misfortunes.ts';
import { provocations } from '#test/support/provocations.ts';

const world = await apiWorld();
const { general, special } = await provocations(world);
const befalling = await misfortunes(world);

/** Every error of every operation, as the document has it. */
const triples = world.operations.flatMap((operation) =>
  operation.errors.map(({ status, code }) => ({ id: operation.id, operation, status, code })),
);

function expectError(operation: Operation, answer: Answer | undefined, status: number, code: ErrorCode): void {
  // Which of the two forms an answer has is for the document to say.
  expect([answer?.status, answer?.body.code ?? answer?.body.error]).toEqual([status, code]);
  if (answer) expect(operation.fault(answer)).toBeUndefined();
}

const brought = triples.filter(
  ({ operation, code }) => !befalling.some(({ codes, strikes }) => codes.includes(code) && strikes(operation)),
);

test.each(brought)('$id answers $status $code', async ({ id, operation, status, code }) => {
  const provoke = special[`${id} ${code}`] ?? special[`${status} ${code}`] ?? general[code];
  if (!provoke) throw new Error('test/support/provocations.ts has no line for it');
  expectError(operation, await provoke(operation), status, code);
  await world.renew();
});

describe.each(befalling)('where $name', ({ codes, strikes, spares, send, atOnce, during }) => {
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    const calls = await Promise.all(
      world.operations.map(async (operation) => [operation, await world.request(operation)] as const),
    );
    const inTurn = pLimit(atOnce ?? calls.length);
    await during(() =>
      Promise.all(
        calls.map(([operation, call]) =>
          inTurn(async () => answers.set(operation.id, await world.call(operation, call, send))),
        ),
      ),
    );
    await world.renew();
  });

  test.each(triples.filter(({ operation, code }) => codes.includes(code) && strikes(operation)))(
    '$id answers $status $code',
    ({ operation, id, status, code }) => {
      expectError(operation, answers.get(id), status, code);
    },
  );

  test.runIf(spares)('what it spares is answered as always', () => {
    const spared = world.operations.filter((operation) => spares?.(operation));
    expect(spared.length).toBeGreaterThan(0);
    const failed = spared.filter(({ id }) => (answers.get(id)?.status ?? 500) >= 400);
    expect(failed.map(({ id }) => [id, answers.get(id)?.body.code])).toEqual([]);
  });

  test('no operation has an answer that is not documented', () => {
    const faults = world.operations.map(({ id, fault }) => [id, fault(answers.get(id) as Answer)]);
    expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
  });
});

test('a way to provoke what no operation documents is one too many', () => {
  const known = new Set(triples.flatMap(({ id, status, code }) => [`${id} ${code}`, `${status} ${code}`, code]));
  const ways = [general, special].flatMap((table) => Object.keys(table));
  expect(ways.filter((way) => !known.has(way))).toEqual([]);
});
