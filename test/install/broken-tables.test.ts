import type postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTestKit } from '#server/install/test-kit.ts';
import { BROKEN_TABLES, type BrokenTable, OWNER, PROTECTED, SOUND } from '#test/support/broken-tables.ts';
import { freshDatabase } from '#test/support/database.ts';

const { admin, adminUrl } = await freshDatabase({ tap: true });
beforeAll(() => installTestKit(adminUrl));

/** What protect refuses it with, if it does, and what leaks from it then; and with its control. */
interface Found {
  refusal: string | undefined;
  leaks: string;
  leaksOfControl: string;
  /** How many rows of others it shows to a member of kit-a. */
  shown: string;
  /** Of what kind are the findings about it. */
  findings: string[];
}

/** Breaks a table as it says, in a transaction that is undone. */
async function brokenBy(table: Omit<BrokenTable, 'name' | 'caughtBy'>): Promise<Found> {
  const found: Found = { refusal: undefined, leaks: '', leaksOfControl: '', shown: '', findings: [] };
  const undo = new Error('undo');
  await admin
    .begin(async (sql) => {
      await sql.unsafe(`create role ${OWNER} in role rowseal_developer; create schema tenant authorization ${OWNER};
        grant usage on schema tenant to rowseal_user`);
      const asOwner = (text = '') => sql.unsafe(`set local role ${OWNER}; ${text}; reset role`);
      await asOwner(`${SOUND}; ${table.before ?? ''}`);
      if (table.protect !== false) found.refusal = await protectedWith(sql, table.protect ?? PROTECTED);
      if (found.refusal !== undefined) throw undo;
      await asOwner(table.after);
      await write(sql);
      await sql.unsafe(table.afterAsSuperuser ?? '');
      if (/materialized/.test(table.after ?? '')) await asOwner('refresh materialized view tenant.m');
      if (table.finding) found.findings = await findings(sql);
      found.leaks = await leaks(sql);
      await sql.unsafe(table.control ?? '');
      if (table.control) found.leaksOfControl = await leaks(sql);
      if (table.shows) found.shown = await shown(sql, table.shows);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}

async function protectedWith(sql: postgres.TransactionSql, options: string): Promise<string | undefined> {
  try {
    await sql.savepoint((attempt) =>
      attempt.unsafe(
        `set local role ${OWNER}; select count(*) from rowseal.protect('tenant.t', ${options}); reset role`,
      ),
    );
    return undefined;
  } catch (error) {
    return (error as postgres.PostgresError).code;
  }
}

/** A row each of two workspaces, by people of them. */
async function write(sql: postgres.TransactionSql): Promise<void> {
  await sql`select rowseal_test.member('ann@a.test', 'kit-a'), rowseal_test.member('gus@b.test', 'kit-b')`;
  for (const [person, workspace] of [
    ['ann@a.test', 'kit-a'],
    ['gus@b.test', 'kit-b'],
  ] as const) {
    const [entered] = await sql`
      select id, (select id from rowseal.users where email = ${person}) as author from rowseal.workspaces where slug = ${workspace}`;
    await sql`insert into tenant.t (ws, author, title) values (${entered?.['id']}, ${entered?.['author']}, ${workspace})`;
  }
}

async function leaks(sql: postgres.TransactionSql): Promise<string> {
  const rows = await sql<{ leak: string }[]>`select rowseal_test.leaks('tenant.t', 'ws') as leak`;
  return rows.map(({ leak }) => leak).join('\n');
}

/** The sentences of leaks, without their statements, and without the table's name where it is the one that is broken. */
function sentences(found: string): string[] {
  return found.split('\n').map((leak) => leak.replace(/: .*/, '').replace(/^tenant\.t /, ''));
}

async function findings(sql: postgres.TransactionSql): Promise<string[]> {
  const rows = await sql<{ kind: string }[]>`
    select distinct kind from rowseal_audit.findings where object ~ 'tenant|broken' and kind <> 'role_bypasses' order by kind`;
  return rows.map(({ kind }) => kind);
}

async function shown(sql: postgres.TransactionSql, statement: string): Promise<string> {
  await sql`select rowseal_test.as_user('ann@a.test', 'kit-a')`;
  const [row] = await sql<{ outcome: string }[]>`select rowseal_test.outcome(${statement}) as outcome`;
  return row?.outcome ?? '';
}

test('the table that nobody has broken is protected and isolated: the control', async () => {
  expect(await brokenBy({ finding: 'none' })).toEqual({
    refusal: undefined,
    leaks: '',
    leaksOfControl: '',
    shown: '',
    findings: [],
  });
});

describe('a broken table is noticed by who is named', () => {
  test.each(BROKEN_TABLES)('$name: $caughtBy', async (table) => {
    const found = await brokenBy(table);
    expect(found.refusal).toBe(table.refusal);
    if (table.leaks) expect(sentences(found.leaks)).toEqual(expect.arrayContaining([...table.leaks]));
    else expect(found.leaks).toBe('');
    if (table.control) expect(found.leaksOfControl).not.toBe('');
    if (table.finding) expect(found.findings).toContain(table.finding);
    if (table.shows) expect(found.shown).toMatch(/^[1-9]\d{0,3}$/);
  });

  test('each is named with what shows that it is who notices', () => {
    const shownBy = { protect: 'refusal', isolated: 'leaks', findings: 'finding', holds: 'control' };
    const told = BROKEN_TABLES.map((table) => Object.keys(table).filter((key) => Object.values(shownBy).includes(key)));
    expect(told).toEqual(BROKEN_TABLES.map(({ caughtBy }) => [shownBy[caughtBy]]));
  });
});
