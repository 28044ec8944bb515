import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BREAKS, type Break, SHOP } from './support/breaks.ts';
import { connect, withConnection } from './support/connect.ts';
import { freshDatabase } from './support/database.ts';

const { admin, adminUrl, name } = await freshDatabase();

interface Finding {
  kind: string;
  severity: string;
  object: string;
  why: string;
  sql: string | null;
  run_by: string;
  fingerprint: string;
}

beforeAll(() => admin.unsafe(SHOP));
afterAll(async () => {
  await admin.unsafe('drop owned by shop_owner cascade; drop role shop_owner');
});

/** Runs something in a transaction that is taken back, with the tables of a shop. */
async function inShop(work: (sql: postgres.TransactionSql) => Promise<void>): Promise<void> {
  const undo = new Error('taken back');
  await admin
    .begin(async (sql) => {
      await work(sql);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}

/** What an installer without superuser's rights has to let be, of a database that was cloned and is another role's now. */
const OF_AN_OWNER = process.env['ROWSEAL_TEST_INSTALLER'] === 'owner' ? ['logs_parameters', 'owner_logs_in'] : [];

/** Other test files make roles in the same server meanwhile. */
async function findings(sql: postgres.TransactionSql): Promise<Finding[]> {
  const all = await sql<Finding[]>`select * from rowseal_audit.findings`;
  return all.filter(
    ({ kind, object }) =>
      object.includes('shop_') ||
      !['role_bypasses', 'own_role_membership', 'group_without_binding', ...OF_AN_OWNER].includes(kind),
  );
}

const RUN = BREAKS.filter(({ kind }) => kind !== 'logs_parameters' || OF_AN_OWNER.length === 0);
const objectOf = ({ object }: Break) => (object === 'database' ? `database ${name}` : object);
const isOf = (broken: Break) => (finding: Finding) =>
  finding.kind === broken.kind && finding.object === objectOf(broken);

/** What is found of something broken, and what is left once that has been mended. */
interface Outcome {
  found: Finding[];
  left: Finding[];
}

async function outcomesOf(breaks: Break[]): Promise<Outcome> {
  const outcome: Outcome = { found: [], left: [] };
  await inShop(async (sql) => {
    for (const broken of breaks) await sql.unsafe(broken.sql);
    outcome.found = await findings(sql);
    for (const broken of breaks) {
      if (broken.mender !== 'superuser') await sql.unsafe('set local role shop_owner');
      await sql.unsafe(outcome.found.find(isOf(broken))?.sql ?? 'no SQL');
      await sql.unsafe('reset role');
    }
    outcome.left = await findings(sql);
  });
  return outcome;
}

const TOGETHER = 4;
const groups = Math.ceil(RUN.length / TOGETHER);
const ofGroups = new Map<number, Promise<Outcome | undefined>>();

/** Four are broken at once, since looking for findings takes a while; where they get into each other's way, each is broken alone. */
async function outcomeOf(broken: Break): Promise<Outcome> {
  const number = RUN.indexOf(broken) % groups;
  const group = RUN.filter((_, at) => at % groups === number);
  const known = ofGroups.get(number) ?? outcomesOf(group).catch(() => undefined);
  ofGroups.set(number, known);
  const outcome = await known;
  const isClear =
    outcome?.found.length === group.length &&
    group.every((each) => outcome.found.some(isOf(each))) &&
    outcome.left.length === 0;
  return isClear ? { found: outcome.found.filter(isOf(broken)), left: [] } : outcomesOf([broken]);
}

describe('rowseal_audit.findings', () => {
  test('has nothing on a clean installation with the demo and protected tables of every form', async () => {
    await inShop(async (sql) => {
      expect(await findings(sql)).toEqual([]);
    });
  });

  test.each(RUN.map((broken) => [`${broken.kind}${broken.about ? ` (${broken.about})` : ''}`, broken] as const))(
    'finds %s and nothing else, and its SQL mends it',
    async (_, broken) => {
      const { found, left } = await outcomeOf(broken);
      expect(found.map((finding) => [finding.kind, finding.object])).toEqual([[broken.kind, objectOf(broken)]]);
      const [{ run_by: runBy, why, fingerprint } = {} as Finding] = found;
      expect(why).toMatch(/^[A-Z].*[.]$/);
      expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
      if (runBy === 'superuser') expect(broken.mender).toBe('superuser');
      expect(left).toEqual([]);
    },
  );

  test('finds prepared_transaction, which its SQL ends', async (context) => {
    const [setting] = await admin<{ most: string }[]>`select current_setting('max_prepared_transactions') as most`;
    if (setting?.most === '0') context.skip('max_prepared_transactions is 0');
    const found = () => admin<Finding[]>`
      select * from rowseal_audit.findings where kind = 'prepared_transaction' and object = ${name}`;
    try {
      await withConnection(adminUrl, (sql) =>
        sql.unsafe(`begin; create table shop.prepared (); prepare transaction '${name}'`),
      );
      const [finding] = await found();
      expect(finding).toMatchObject({ run_by: 'owner', sql: `rollback prepared '${name}'` });
      await admin.unsafe(finding?.sql ?? '');
      expect(await found()).toEqual([]);
    } finally {
      await admin.unsafe(`rollback prepared '${name}'`).catch(() => {});
    }
  });

  test('finds the transaction that keeps events from being sealed, and ending it mends that', async () => {
    const holder = connect(adminUrl);
    const [{ pid } = { pid: 0 }] = await holder
      .unsafe<{ pid: number }[]>('begin; select pg_current_xact_id(); select pg_backend_pid() as pid')
      .then((results) => (results as unknown as { pid: number }[][]).at(-1) ?? []);
    const held = async (sql: postgres.ISql) => {
      const all = await sql<Finding[]>`select * from rowseal_audit.findings where kind = 'sealing_held_up'`;
      return all.filter(({ object }) => object === `transaction of process ${pid}`);
    };
    const event = (ago: string) => admin`
      insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
      values (rowseal_private.no_workspace(), now() - ${ago}::interval, rowseal.uuidv7(), 'waits', '{}')`;
    // The control: a transaction of a few minutes is nothing to complain of.
    await event('4 minutes');
    expect(await held(admin)).toEqual([]);
    await event('6 minutes');
    await admin`delete from rowseal_private.audit_events where kind = 'waits' and at > now() - interval '5 minutes'`;
    const [{ sql: mend, why, run_by: runBy } = {} as Finding] = await held(admin);
    expect([mend, runBy]).toEqual([`select pg_catalog.pg_terminate_backend(${pid})`, 'superuser']);
    expect(why).toMatch(/^An open transaction has kept audit events from being sealed since .*\.$/);
    await admin.unsafe(mend ?? 'no SQL');
    await expect.poll(() => held(admin)).toEqual([]);
    await holder.end({ timeout: 1 }).catch(() => {});
    await admin`delete from rowseal_private.audit_events where kind = 'waits'`;
  });

  test('is broken here in every kind that the SQL and the manual name', async () => {
    const broken = [...new Set([...BREAKS.map(({ kind }) => kind), 'prepared_transaction', 'sealing_held_up'])].sort();
    const manual = await readFile('db/README.md', 'utf8');
    const listed = manual.slice(manual.indexOf('### Findings'), manual.indexOf('An installation by a superuser'));
    expect([...listed.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, kind]) => kind).sort()).toEqual(broken);
    const files = readdirSync('db/functions/findings').filter((file) => file.startsWith('findings_in_'));
    const sources = await Promise.all(files.map((file) => readFile(`db/functions/findings/${file}`, 'utf8')));
    const named = sources.flatMap((text) => [...text.matchAll(/'([a-z_]+)',\s+(?:'(?:high|medium|low)'|case)/g)]);
    expect(named.map(([, kind = '']) => kind).filter((kind) => !broken.includes(kind))).toEqual([]);
    expect(broken.filter((kind) => !sources.some((text) => text.includes(`'${kind}'`)))).toEqual([]);
  });
});
