import { beforeAll, describe, expect, test } from 'vitest';
import { OAUTH_STATUS } from '#server/oauth/errors.ts';
import type { ErrorCode, Operation } from '#test/setup/api-document.ts';
import { apiWorld, type Call } from '#test/setup/api-world.ts';
import type { Answer } from '#test/setup/demo-app.ts';
import { during, misfortunes } from '#test/setup/misfortunes.ts';
import { provocations } from '#test/setup/provocations.ts';

const world = await apiWorld();
const { general, special } = provocations(world);
const befalling = misfortunes(world.db);

/** Every error of every operation, as the document has it. */
const AT_ONCE = 2;

const triples = world.operations.flatMap((operation) =>
  operation.errors.map(({ status, code }) => ({ id: operation.id, operation, status, code })),
);

/** What the database brings about, by the names that it has in answers. */
const mishaps = new Set<string>(Object.entries(befalling).flatMap(([code, { oauth }]) => [code, oauth]));

function expectError(operation: Operation, answer: Answer | undefined, status: number, code: ErrorCode): void {
  const body = code in OAUTH_STATUS ? { error: code } : { code, status };
  expect(answer).toMatchObject({ status, body });
  if (answer) expect(operation.fault(answer)).toBeUndefined();
}

test.each(triples.filter(({ code }) => !mishaps.has(code)))(
  '$id answers $status $code',
  async ({ id, operation, status, code }) => {
    const provoke = special[`${id} ${code}`] ?? special[`${status} ${code}`] ?? general[code];
    if (!provoke) throw new Error('test/setup/provocations.ts has no line for it');
    expectError(operation, await provoke(operation), status, code);
    await world.renew();
  },
);

describe.each(Object.entries(befalling))('where the database makes it %s', (code, misfortune) => {
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    const calls: [(typeof world.operations)[number], Call][] = [];
    for (const operation of world.operations) calls.push([operation, await world.request(operation)]);
    // Few at a time: more would fill the queues, and meet that misfortune first.
    while (calls.length > 0) {
      const some = calls.splice(0, AT_ONCE);
      await during(world, misfortune, () =>
        Promise.all(
          some.map(async ([operation, call]) => answers.set(operation.id, await world.call(operation, call))),
        ),
      );
    }
    await world.renew();
  }, 240_000);

  test.each(triples.filter((triple) => triple.code === code || triple.code === misfortune.oauth))(
    '$id answers $status $code',
    ({ operation, id, status, code: documented }) => {
      expectError(operation, answers.get(id), status, documented);
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
      if (operation.errors.some((error) => error.code === code)) continue;
      if (readBodies.includes(code) && !operation.body) continue;
      expect(operation.fault(await provoke(operation)), operation.id).toBeUndefined();
      await world.renew();
    }
  },
);

test('a way to provoke what no operation documents is one too many', () => {
  const known = new Set(triples.flatMap(({ id, status, code }) => [`${id} ${code}`, `${status} ${code}`, code]));
  const ways = [general, special, befalling].flatMap((table) => Object.keys(table));
  expect(ways.filter((way) => !known.has(way))).toEqual([]);
});
