import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '#test/setup/api-document.ts';
import { apiWorld } from '#test/setup/api-world.ts';
import type { Answer } from '#test/setup/demo-app.ts';
import { during, misfortunes } from '#test/setup/misfortunes.ts';
import { provocations } from '#test/setup/provocations.ts';

const world = await apiWorld();
const { general, special } = provocations(world);
const befalling = misfortunes(world.db);

/** Every problem of every operation, as the document has it. */
const triples = world.operations.flatMap((operation) =>
  operation.problems.map(({ status, code }) => ({ id: operation.id, operation, status, code })),
);

function expectProblem(operation: Operation, answer: Answer | undefined, status: number, code: string): void {
  expect(answer).toMatchObject({ status, body: { code, status } });
  if (answer) expect(operation.fault(answer)).toBeUndefined();
}

test.each(triples.filter(({ code }) => !befalling[code]))(
  '$id answers $status $code',
  async ({ id, operation, status, code }) => {
    const provoke = special[`${id} ${code}`] ?? general[code];
    if (!provoke) throw new Error('test/setup/provocations.ts has no line for it');
    expectProblem(operation, await provoke(operation), status, code);
    await world.renew();
  },
);

describe.each(Object.entries(befalling))('where the database makes it %s', (code, misfortune) => {
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    const calls = await Promise.all(
      world.operations.map(async (operation) => [operation, await world.request(operation)] as const),
    );
    await during(world, misfortune, () =>
      Promise.all(calls.map(async ([operation, call]) => answers.set(operation.id, await world.call(operation, call)))),
    );
    await world.renew();
  });

  test.each(triples.filter((triple) => triple.code === code))(
    `$id answers $status ${code}`,
    ({ operation, id, status }) => {
      expectProblem(operation, answers.get(id), status, code);
    },
  );

  test('no operation has an answer that is not documented', () => {
    const faults = world.operations.map(({ id, fault }) => [id, fault(answers.get(id) as Answer)]);
    expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
  });
});

const readBodies: string[] = ['payload_too_large', 'unsupported_media_type'];

test.each(Object.entries(general).filter(([code]) => code !== 'too_many_attempts'))(
  'operations that do not have %s answer what provokes it with something that is documented',
  async (code, provoke) => {
    for (const operation of world.operations) {
      if (operation.problems.some((problem) => problem.code === code)) continue;
      if (readBodies.includes(code) && !operation.body) continue;
      expect(operation.fault(await provoke(operation)), operation.id).toBeUndefined();
      await world.renew();
    }
  },
);

test('a way to provoke what no operation documents is one too many', () => {
  const known = new Set(triples.flatMap(({ id, code }) => [`${id} ${code}`, code]));
  const ways = [general, special, befalling].flatMap((table) => Object.keys(table));
  expect(ways.filter((way) => !known.has(way))).toEqual([]);
});
