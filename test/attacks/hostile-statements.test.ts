import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import type { Ground } from '#test/support/hostile/statements.ts';
import { PROTECTED, ROWSEALS, type Target } from '#test/support/hostile/tables.ts';
import { trial } from '#test/support/hostile/trial.ts';
import { digestOf, dropOwners, makeSchema, makeSides, type Sides, type Weakness } from '#test/support/hostile/world.ts';

// Statements that a seed makes, sent by a request after an honest enter: about tables that rowseal.protect protects, and about Rowseal's own.
const db = await freshDatabase();

/** How many have to run: a hundred thousand with ROWSEAL_LONG=1 (npm run test:long), or what ROWSEAL_STATEMENTS says. */
const STATEMENTS = Number(process.env['ROWSEAL_STATEMENTS'] ?? (process.env['ROWSEAL_LONG'] === '1' ? 100_000 : 500));
const SEED = Number(process.env['ROWSEAL_SEED'] ?? 1);
/** A control has found something by then. */
const ENOUGH = 20_000;
/** Milliseconds. It ends what hangs, and judges nothing. */
const PATIENCE = 3_600_000;

const named = (names: readonly string[]) => PROTECTED.filter(({ name }) => names.includes(name));
const SHARED_ROWS = named(['notes', 'orders', 'parts', 'family']);
const CONTROLS: Record<Weakness, readonly Target[]> = {
  'the policy of before': SHARED_ROWS,
  'without the guard': SHARED_ROWS,
  'a guard with the ordinary =': SHARED_ROWS,
  'without the gates of writes': SHARED_ROWS,
  'without the check of the new row': SHARED_ROWS,
  'a private rule without its own ===': named(['private']),
  'tables of Rowseal itself without the guard': ROWSEALS,
};

const prefix = `hostile_${process.pid}`;
let sides: Sides;
let major: number;

beforeAll(async () => {
  sides = await makeSides(db.admin);
  const [version] = await db.admin<{ major: number }[]>`
    select current_setting('server_version_num')::int / 10000 as major`;
  major = version?.major ?? 0;
  await makeSchema(db, sides, prefix);
});
afterAll(async () => {
  const made = await db.admin<{ name: string }[]>`
    select nspname as name from pg_namespace where starts_with(nspname, ${prefix})`;
  await dropOwners(
    db.admin,
    made.map(({ name }) => name),
  );
});

function groundOf(schema: string, [first = PROTECTED[0], ...others]: readonly Target[]): Ground {
  return { schema, sides, targets: [first, ...others], major };
}

test(
  'statements that are made up see and change no foreign row',
  async () => {
    // The control is below: the same statements against weaker policies.
    const before = await digestOf(db.admin, prefix);
    const ground = groundOf(prefix, [...PROTECTED, ...ROWSEALS]);
    const { ran, completed, invalid, finds } = await trial(db.gatewayUrl, ground, {
      count: STATEMENTS,
      seed: SEED,
      enough: 5,
    });
    console.log(
      `${ran} statements ran on PostgreSQL ${major}, ${completed} of them to their end; not counted:`,
      invalid,
    );
    expect(finds).toEqual([]);
    // Who could not enter would see nothing either.
    expect(completed).toBeGreaterThan(ran / 2);
    expect(await digestOf(db.admin, prefix)).toBe(before);
  },
  PATIENCE,
);

describe('the same statements find what weaker policies leak: the control', () => {
  test.each(Object.entries(CONTROLS).map(([weakness, targets], n) => ({ weakness, targets, n })))(
    '$weakness',
    async ({ weakness, targets, n }) => {
      const schema = `${prefix}_${n}`;
      await makeSchema(db, sides, schema, weakness as Weakness);
      const { ran, finds } = await trial(db.gatewayUrl, groundOf(schema, targets), { count: ENOUGH, seed: SEED });
      console.log(`${weakness}: the first of ${ran} statements`, finds[0]?.persona, finds[0]?.what);
      expect(finds).toHaveLength(1);
    },
    PATIENCE,
  );
});
