import type postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// SQL of a request that looks for a moment at which it could do more.
const db = await freshDatabase();
const gateway = connect(db.gatewayUrl);
const issuer = connect(db.issuerUrl);
afterAll(() => Promise.all([gateway.end(), issuer.end()]));

function enter(sql: postgres.TransactionSql, { entry }: Person) {
  return sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, ${entry.wanted ?? null})`;
}

async function createToken({ entry }: Person): Promise<string> {
  const { sub, sid, exp, seal_key, seal } = entry;
  const [made] = await issuer<{ token: string }[]>`
    select made.token
      from rowseal_private.create_token(
        row(${sub}, ${sid}, null, null, ${exp}, ${seal_key}, ${Buffer.from(seal, 'hex')})::rowseal_private.claims, 'acme', 'x', now() + interval '1 hour'
      ) as made`;
  return made?.token ?? '';
}

describe('a transaction of another isolation level than read committed', () => {
  test.each(['repeatable read', 'serializable'])('%s cannot be entered, by claims or by token', async (level) => {
    const ada = await createPerson(db.admin, 'acme', 'owner');
    const token = await createToken(ada);
    const begin = (work: (sql: postgres.TransactionSql) => Promise<unknown>) =>
      gateway.begin(`isolation level ${level}`, work);
    await expect(begin((sql) => enter(sql, ada))).rejects.toMatchObject({ code: 'RS016' });
    await expect(begin((sql) => sql`select rowseal.enter_with_token(${token})`)).rejects.toMatchObject({
      code: 'RS016',
    });
  });

  test('read committed is entered: the control', async () => {
    const ada = await createPerson(db.admin, 'acme', 'owner');
    const token = await createToken(ada);
    await gateway.begin('isolation level read committed', (sql) => enter(sql, ada));
    await gateway.begin(async (sql) => sql`select rowseal.enter_with_token(${token})`);
  });

  test('an imported snapshot brings no revoked session back', async () => {
    const ada = await createPerson(db.admin, 'acme', 'owner');
    const holder = connect(db.gatewayUrl);
    await holder.unsafe('begin isolation level repeatable read');
    const [exported] = await holder<{ id: string }[]>`select pg_export_snapshot() as id`;
    await db.admin`update rowseal_private.sessions set revoked_at = clock_timestamp() where id = ${ada.entry.sid}`;
    const attempt = gateway.begin('isolation level repeatable read', async (sql) => {
      await sql.unsafe(`set transaction snapshot '${exported?.id}'`);
      await enter(sql, ada);
      return sql`insert into app.notes (title) values ('after the end')`;
    });
    await expect(attempt).rejects.toMatchObject({ code: 'RS016' });
    await holder.end();
  });

  // All transactions of one simple message share transaction_timestamp(), which is what binds a context to its transaction.
  test('takes no context of a transaction before it in the same simple message', async () => {
    const ada = await createPerson(db.admin, 'acme', 'owner');
    const { sub, sid, exp, seal_key, seal } = ada.entry;
    const replayed = (level: string) =>
      gateway.unsafe(`
        begin isolation level read committed;
        select rowseal.enter('${sub}', '${sid}', null, null, ${exp}, '${seal_key}', '\\x${seal}', 'acme');
        select set_config('app.kept', current_setting('rowseal.context'), false);
        commit;
        begin isolation level ${level};
        select set_config('rowseal.context', current_setting('app.kept'), true);
        insert into app.notes (title) values ('by a replay');
        commit;`);
    await expect(replayed('repeatable read')).rejects.toMatchObject({ code: '28000' });
    await gateway.unsafe('rollback');
    // Known, and no more than a longer transaction gives: see docs/guarantees.md.
    await replayed('read committed');
  });
});

describe('a seal key that was stolen', () => {
  test('forges nothing in a transaction that was begun before it was retired', async () => {
    const ada = await createPerson(db.admin, 'acme', 'owner');
    await gateway.begin(async (sql) => {
      await enter(sql, ada);
      // The control: until then it reads.
      await sql`select from app.notes`;
      await db.admin`select rowseal_private.rotate_seal_key(at_once => true)`;
      await expect(sql.savepoint((inner) => inner`select from app.notes`)).rejects.toMatchObject({ code: '28000' });
    });
  });

  test('is deleted by housekeeping', async () => {
    await db.admin`select rowseal_private.rotate_seal_key(at_once => true)`;
    await db.admin`select rowseal_private.purge()`;
    expect(await db.admin`select retires_at from rowseal_private.seal_keys`).toEqual([{ retires_at: null }]);
  });
});
