import type postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { asAdministrator } from '#server/install/install.ts';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { sealAll } from '#test/support/events.ts';
import { createPerson } from '#test/support/people.ts';

// What no privilege can refuse to SQL of a request.
const db = await freshDatabase();
const [attacker, victim] = [connect(db.gatewayUrl), connect(db.gatewayUrl)];
afterAll(() => Promise.all([attacker.end({ timeout: 1 }), victim.end()]));

describe('LOCK TABLE', () => {
  test('holds nobody up for longer than lock_timeout, and is ended by transaction_timeout', async () => {
    await attacker.unsafe('begin; lock table app.notes in access exclusive mode');
    await expect(victim`select from app.notes`).rejects.toMatchObject({ code: '55P03' });
    await attacker.unsafe('rollback');
    // The control: not held up any more, and told that nobody entered.
    await expect(victim`select from app.notes`).rejects.toMatchObject({ code: 'RS008' });
    const [bounds] = await victim<{ lock: string; statement: string; idle: string; transaction: string | null }[]>`
      select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
             current_setting('idle_in_transaction_session_timeout') as idle, current_setting('transaction_timeout', true) as transaction,
             current_setting('server_version_num')::int >= 170000 as has_transaction_timeout`;
    const { has_transaction_timeout: has, ...rest } = bounds as typeof bounds & { has_transaction_timeout: boolean };
    expect(rest).toEqual({ lock: '5s', statement: '10s', idle: '10s', transaction: has ? '30s' : null });
  });
});

describe('an advisory lock, which outlasts its transaction', () => {
  const INSTALL = `select pg_advisory_lock(hashtext('rowseal install'))`;
  // As SQL fails that takes one after another. To take all the room there is would fail whoever else uses this cluster.
  const ALL = `do $$ begin perform pg_advisory_lock(n) from generate_series(1, 100) as n; raise sqlstate '53200'; end $$`;
  const held = async () =>
    (
      await db.admin`
        select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`
    ).length;
  const requests = async () => {
    const gateway = openGateway(db.gatewayUrl, { max: 1 });
    const { entry } = await createPerson(db.admin, 'acme', 'viewer');
    const ask = (text: string) => gateway.query({ ...entry }, { text, values: [] });
    return { ask, close: () => gateway.close() };
  };

  test('is not held beyond the next batch over its connection', async () => {
    const { ask, close } = await requests();
    await ask(INSTALL);
    expect(await held()).toBe(1);
    await ask('select');
    expect(await held()).toBe(0);
    await close();
  });

  test('is not held by a server that nobody asks for anything: the next one that starts can install', async () => {
    const { ask, close } = await requests();
    await ask(INSTALL);
    await expect.poll(held).toBe(0);
    await close();
  });

  test('does not hold up the purge: that takes a row that no SQL of a request can lock', async () => {
    const FORMER = '8246211040413938279';
    const { ask, close } = await requests();
    await ask(`select pg_advisory_lock(${FORMER})`);
    const worker = connect(db.workerUrl);
    const isHeldUp = async () =>
      (await worker<{ held: boolean }[]>`select rowseal_private.purge() is null as held`)[0]?.held;
    // The control: what a purge asked for before.
    expect(await worker.unsafe(`select pg_try_advisory_xact_lock(${FORMER}) as has`)).toEqual([{ has: false }]);
    expect(await isHeldUp()).toBe(false);
    // What it asks for now holds up another purge, and no SQL of a request.
    await db.admin.begin(async (sql) => {
      await sql`select rowseal_private.purge()`;
      expect(await isHeldUp()).toBe(true);
    });
    for (const text of [
      'select from rowseal_private.locks for update',
      'do $$ begin lock table rowseal_private.locks in share update exclusive mode; end $$',
    ]) {
      await expect(ask(text)).rejects.toMatchObject({ code: '42501' });
    }
    await Promise.all([worker.end(), close()]);
  });

  test('does not hold up the first login of somebody whose address is known', async () => {
    const { ask, close } = await requests();
    await db.admin`
      insert into rowseal_private.identity_providers (id, kind, issuer, client_id, client_secret_jwe, scope, name, registers)
      values ('corp', 'oidc', 'https://corp.test', 'us', 'aGVhZA..aXY.Y2lwaGVy.dGFn', 'openid', 'Corp', true)`;
    const former = `hashtextextended('rowseal address new@corp.test', 0)`;
    await ask(`select pg_advisory_lock(${former})`);
    const issuer = connect(db.issuerUrl, { connection: { lock_timeout: 1000 } });
    const logIn = (sql: postgres.ISql, subject: string) =>
      sql.unsafe(
        `select status from rowseal_private.log_in_with_identity('corp', $1, 'new@corp.test', true, refresh_digest => sha256('x'))`,
        [subject],
      );
    // The control: what a login waited for before.
    await expect(issuer.unsafe(`select pg_advisory_xact_lock(${former})`)).rejects.toMatchObject({ code: '55P03' });
    // Two at once wait for each other all the same.
    await db.admin.begin(async (sql) => {
      expect(await logIn(sql, 'first')).toMatchObject([{ status: 'ok' }]);
      await expect(logIn(issuer, 'second')).rejects.toMatchObject({ code: '55P03' });
    });
    expect(await logIn(issuer, 'second')).toMatchObject([{ status: 'ok' }]);
    expect(await db.admin`select from rowseal.users where email = 'new@corp.test'`).toHaveLength(1);
    await Promise.all([issuer.end(), close()]);
  });

  test('delays a start only while it is held: a server that waits comes before those that ask later', async () => {
    const [first, second] = [await requests(), await requests()];
    await first.ask(INSTALL);
    const order: string[] = [];
    const starting = asAdministrator(db.adminUrl, async () => order.push('start'));
    const waiting = async () =>
      (
        await db.admin`
          select from pg_locks where locktype = 'advisory' and not granted
             and database = (select oid from pg_database where datname = current_database())`
      ).length;
    await expect.poll(waiting).toBe(1);
    const next = second.ask(INSTALL).then(() => order.push('request'));
    await expect.poll(waiting).toBe(2);
    await first.ask('select');
    await Promise.all([starting, next]);
    expect(order).toEqual(['start', 'request']);
    // The control: who tries and does not wait gets nothing, though it was there before.
    expect(await db.admin`select pg_try_advisory_lock(hashtext('rowseal install')) as has`).toEqual([{ has: false }]);
    await Promise.all([first.close(), second.close()]);
  });

  test('takes all room for locks, and not for longer than its statement', async () => {
    const { ask, close } = await requests();
    await expect(ask(ALL)).rejects.toMatchObject({ code: '53200' });
    await expect.poll(held).toBe(0);
    await close();
  });

  test('the control: a connection that is kept holds them through its errors and RESET ALL', async () => {
    const one = connect(db.gatewayUrl);
    await one.unsafe(INSTALL);
    await expect(one.unsafe('select 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await one.unsafe('reset all');
    expect(await held()).toBe(1);
    await one.end();
  });
});

describe('a cursor that outlives its transaction, and keeps its rows in a file', () => {
  const HOLD = `declare kept cursor with hold for select repeat('x', 1000) from generate_series(1, 20000)`;

  test('is gone with the next batch over its connection, which nobody notices', async () => {
    const gateway = openGateway(db.gatewayUrl, { max: 1 });
    const { entry } = await createPerson(db.admin, 'acme', 'viewer');
    const pidAfter = async (text: string) => {
      await gateway.query({ ...entry }, { text, values: [] });
      const { rows } = await gateway.query({ ...entry }, { text: 'select pg_backend_pid() as pid', values: [] });
      return rows[0].pid;
    };
    const first = await pidAfter('select');
    expect(await pidAfter('select')).toBe(first);
    expect(await pidAfter(HOLD)).not.toBe(first);
    await expect.poll(() => db.admin`select from pg_stat_activity where pid = ${first}`).toHaveLength(0);
    await gateway.close();
  });

  test('stays on a connection that is kept, through RESET ALL: the control', async () => {
    const one = connect(db.gatewayUrl);
    await one.unsafe(HOLD);
    await one.unsafe('reset all');
    expect(await one`select name from pg_cursors where is_holdable`).toEqual([{ name: 'kept' }]);
    await one.end();
  });
});

describe('LISTEN', () => {
  test('hears ids and nothing else', async () => {
    const heard: string[] = [];
    const channels = await db.admin<{ channel: string }[]>`
      select distinct (regexp_matches(prosrc, 'pg_notify[(]''([a-z_]+)''', 'g'))[1] as channel from pg_proc
       where pronamespace::regnamespace::text ~ '^rowseal' order by 1`;
    expect(channels.map(({ channel }) => channel)).toEqual(['rowseal_events', 'rowseal_keys']);
    // What was there before, and then that it was sealed.
    for (let n = 0; n < 2; n++) await sealAll(db.admin);
    for (const { channel } of channels) await attacker.listen(channel, (payload) => heard.push(payload));
    const [earlier] = await db.admin<{ ids: string[] }[]>`
      select coalesce(array_agg(id), '{}') as ids from rowseal_private.audit_events`;
    const { entry } = await createPerson(db.admin, 'acme', 'owner');
    await db.admin`select rowseal_private.revoke_sessions(${entry.sub}, 'signed_out', null)`;
    await db.admin`select rowseal_private.record_event('x', ${entry.sub}, null, '{"secret": "word"}')`;
    await db.admin`
      select rowseal_private.add_signing_key(${'k'.repeat(43)}, 'EdDSA', '{"kty": "OKP"}', 'aGVhZA..aXY.Y2lwaGVy.dGFn')`;
    const events = await db.admin<{ id: string }[]>`
      select id from rowseal_private.audit_events where id <> all (${earlier?.ids ?? []}) order by id`;
    expect(events.length).toBeGreaterThan(1);
    // In their own commits nothing was said; the worker says it later.
    await expect.poll(() => heard).toEqual(['']);
    await sealAll(db.admin);
    await expect.poll(() => heard).toEqual(['', events[0]?.id]);
    // The control: it would hear whatever was said.
    await db.admin`select pg_notify('rowseal_events', 'a word')`;
    await expect.poll(() => heard).toContain('a word');
  });
});
