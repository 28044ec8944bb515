import { expect, test } from 'vitest';
import { closeAfterFile } from '#test/support/closing.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson } from '#test/support/people.ts';

// What is done at the same time to what a session has proved, or to what proves it.
const db = await freshDatabase();
const [one, other] = [connect(db.adminUrl), connect(db.adminUrl)];
closeAfterFile(() => Promise.all([one.end(), other.end()]));

/** Until somebody waits for a lock. */
const somebodyWaits = () =>
  expect
    .poll(
      () => db.admin`
        select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      { timeout: 60_000 },
    )
    .not.toHaveLength(0);
const levelOf = async (sid: string) =>
  (await db.admin`select assurance from rowseal_private.sessions where id = ${sid}`)[0]?.['assurance'];

test('a session has the level of two factors that are proved at once, by two connections', async () => {
  const { entry } = await createPerson(db.admin, 'acme', 'member');
  await db.admin`delete from rowseal_private.session_proofs`;
  const add = (kind: string) => `select rowseal_private.add_proof('${entry.sub}', '${entry.sid}', '${kind}')`;
  let second: Promise<unknown> | undefined;
  await one.begin(async (sql) => {
    await sql.unsafe(add('password'));
    second = other.unsafe(add('totp')).execute();
    await somebodyWaits();
  });
  await second;
  expect(await levelOf(entry.sid)).toBe(2);
});

test('a factor that is removed while it is proved anew counts no more, and neither waits for the other for ever', async () => {
  const { entry } = await createPerson(db.admin, 'acme', 'member');
  await db.admin`
    insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
    values (${entry.sub}, rowseal.uuidv7(), 'a.b.c.d.e', now())`;
  await db.admin`select rowseal_private.add_proof(${entry.sub}, ${entry.sid}, 'totp')`;
  expect(await levelOf(entry.sid)).toBe(2);
  let removed: Promise<unknown> | undefined;
  await one.begin(async (sql) => {
    // As a step-up does: the session first.
    await sql`select from rowseal_private.sessions where id = ${entry.sid} for update`;
    removed = other`select rowseal_private.end_factors(${entry.sub})`.execute();
    await somebodyWaits();
    await sql`select rowseal_private.add_proof(${entry.sub}, ${entry.sid}, 'totp')`;
  });
  await removed;
  expect(await levelOf(entry.sid)).toBe(1);
});

test('a login by a short password that is under way ends with the rule that allowed it', async () => {
  await db.admin`select rowseal_audit.set_installation_policy(2, '0')`;
  const { entry } = await createPerson(db.admin, 'acme', 'member');
  const key = Buffer.alloc(32, 1);
  await db.admin`
    select rowseal_private.save_password(${entry.sub}, row(${Buffer.alloc(16)}, ${key}, 19456, 2, 1)::rowseal_private.derived_password)`;
  await db.admin`
    insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
    values ('password', rowseal_private.text_hash('short@acme.test'), 'short@acme.test', ${entry.sub})`;
  let lifted: Promise<unknown> | undefined;
  const status = await withConnection(db.adminUrl, (login) =>
    login.begin(async (sql) => {
      const [row] = await sql`
        select status from rowseal_private.log_in('password', 'short@acme.test', ${key}, password_length => 8)`;
      lifted = other`select rowseal_audit.set_installation_policy(null)`.execute();
      await somebodyWaits();
      return row?.['status'];
    }),
  );
  await lifted;
  // The control: it did sign in.
  expect(status).toBe('ok');
  const open = await db.admin`
    select from rowseal_private.sessions where user_id = ${entry.sub} and revoked_at is null`;
  expect(open).toHaveLength(0);
});
