import type postgres from 'postgres';
import { beforeEach, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';

// Whatever changes an account locks the user before what belongs to them: of two that change it at once, one waits, and
// neither is answered "deadlock detected" (40P01), which anybody with a mailed link could bring about.
const db = await freshDatabase();
const [holder, comer] = [connect(db.adminUrl), connect(db.adminUrl)];
const SECRET = Buffer.alloc(33, 7);
let user = '';

beforeEach(async () => {
  const email = `${crypto.randomUUID()}@people.test`;
  const [made] = await db.admin<{ id: string }[]>`
    insert into rowseal.users (email, disabled_at) values (${email}, null) returning id`;
  user = made?.id ?? '';
});

const proof = (purpose: string) => db.admin`
  insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, proof_version, expires_at)
  select id, ${user}, ${purpose}, sha256(sha256(${SECRET})), email, proof_version, now() + interval '1 hour'
    from rowseal.users where id = ${user}`;

/** What needs which row beside the user's, and what another transaction does to that row while it holds the user's. */
const COMERS: Record<
  string,
  { set: () => Promise<unknown>; comes: (sql: postgres.Sql) => Promise<unknown>; table: string }
> = {
  'a link that verifies': {
    table: 'email_proofs',
    set: () => proof('verify_email'),
    comes: (sql) => sql`select rowseal_private.verify_email(row(${user}::uuid, ${user}::uuid, sha256(${SECRET})))`,
  },
  'a link that resets the password': {
    table: 'email_proofs',
    set: () => proof('reset_password'),
    comes: (sql) => sql`
      select rowseal_private.reset_password(row(${user}::uuid, ${user}::uuid, sha256(${SECRET})),
        row(${Buffer.alloc(16)}, ${Buffer.alloc(32)}, 19456, 2, 1))`,
  },
  'a mailed code': {
    table: 'email_codes',
    set: () => db.admin`
      insert into rowseal_private.email_codes (browser_hash, purpose, user_id, email, proof_version, code_hash, code_jwe, expires_at)
      select sha256(${SECRET}), 'sign_in', id, email, proof_version, sha256(${SECRET}), 'a.b.c.d.e', now() + interval '5 minutes'
        from rowseal.users where id = ${user}`,
    comes: (sql) => sql`select rowseal_private.use_email_code('sign_in', ${SECRET}, ${SECRET})`,
  },
  'the worker that erases accounts': {
    table: 'account_deletions',
    set: () => db.admin`
      with disabled as (update rowseal.users set disabled_at = now() where id = ${user} returning id, disabled_at)
      insert into rowseal_private.account_deletions (user_id, requested_at, erase_at)
      select id, disabled_at, now() - interval '1 minute' from disabled`,
    comes: (sql) => sql`select rowseal_private.erase_account()`,
  },
};

/** The SQLSTATE of each of two that change one account at once. */
async function both(first: string, { set, comes, table }: (typeof COMERS)[string]): Promise<string[]> {
  await set();
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      ({ code }) => String(code),
    );
  let coming: Promise<string> = Promise.resolve('not begun');
  const held = await outcome(
    holder.begin(async (sql) => {
      await sql.unsafe(first, [user]);
      coming = outcome(comes(comer));
      await untilWaiting();
      await sql.unsafe(`delete from rowseal_private.${table} where user_id = $1`, [user]);
    }),
  );
  return [held, await coming];
}

async function untilWaiting(): Promise<void> {
  await expect
    .poll(
      () => db.admin`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      { timeout: 20_000, interval: 20 },
    )
    .toHaveLength(1);
}

describe('who changes an account, while', () => {
  test.each(Object.entries(COMERS))('%s comes, is not in its way', async (_, each) => {
    // The control is below: who takes the user last is in the way.
    expect(await both('select from rowseal.users where id = $1 for update', each)).toEqual(['done', 'done']);
  });
});

// In the other order one of two is ended.
test('a transaction that takes the user last is in the way of one that takes the user first', async () => {
  const wrong = {
    ...COMERS['a link that verifies'],
    table: 'email_proofs',
    set: () => proof('verify_email'),
    comes: (sql: postgres.Sql) =>
      sql.unsafe(`
      do $$ begin
        perform from rowseal_private.email_proofs where user_id = '${user}' for update;
        perform from rowseal.users where id = '${user}' for update;
      end $$`),
  };
  expect((await both('select from rowseal.users where id = $1 for update', wrong)).sort()).toEqual(['40P01', 'done']);
});
