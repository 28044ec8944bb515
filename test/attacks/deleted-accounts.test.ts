import { beforeEach, describe, expect, test } from 'vitest';
import { browserLike } from '#test/support/browser-like.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { faults, lastHead, sealAll } from '#test/support/events.ts';
import { type AccountOwner, ownAccounts, PASSWORD } from '#test/support/own-account.ts';

// Accounts that end: whoever would leave a workspace to nobody, keep what was to be erased, or end what is not theirs.
let log = '';
const demo = await demoApp({ graphql: false, logLevel: 'trace', logStream: { write: (line) => (log += line) } });
const { app, db, send, logIn, me } = demo;
const { person, moves, restore, addressOf, asksFor } = ownAccounts(demo);

await db.admin.unsafe(`
  create table app.papers (id bigint generated always as identity, title text, author_id uuid references rowseal.users on delete set null);
  create table app.drafts (id bigint generated always as identity, title text, author_id uuid references rowseal.users on delete cascade)`);

const remove = (owner: AccountOwner, body: object = {}) => owner.ask('POST', '/v1/me/deletion', body);
const undelete = (token: string | undefined) =>
  send({ method: 'POST', url: '/v1/auth/account/restore', payload: { token } });
const workspace = async (slug: string, ...owners: AccountOwner[]) => {
  const [made] = await db.admin<{ id: string }[]>`
    insert into rowseal.workspaces (slug, name) values (${slug}, ${`The ${slug}`}) returning id`;
  const id = made?.id ?? '';
  for (const owner of owners)
    await db.admin`insert into rowseal.memberships (workspace_id, user_id, role) values (${id}, ${owner.id}, 'owner')`;
  return id;
};
/** The grace period of an account is over, and the worker comes by. */
const purge = async ({ id }: AccountOwner) => {
  await db.admin`
    update rowseal_private.account_deletions set erase_at = now() - interval '1 minute', tried_at = null where user_id = ${id}`;
  await db.admin`select rowseal_private.purge()`;
};
const isThere = async ({ id }: AccountOwner) =>
  (await db.admin`select from rowseal.users where id = ${id}`).length === 1;
const eraseNow = async ({ id }: AccountOwner) =>
  (await db.admin`select status, kept_by from rowseal_audit.erase_user(${id})`)[0];

/** Where a text stands in the database, in whatever notation. */
async function placesOf(text: string): Promise<string[]> {
  const bytes = Buffer.from(text);
  const notations = [text, bytes.toString('hex'), bytes.toString('base64').slice(0, -2)];
  const tables = await db.admin<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and (n.nspname ~ '^rowseal' or n.nspname ~ '^graphile_worker' or n.nspname in ('app', 'public'))`;
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await db.admin.unsafe<{ there: boolean }[]>(
      `select exists (select from ${name} as each where strpos(lower(each::text), any_of.text) > 0) as there
         from unnest($1::text[]) as any_of (text) order by 1 desc limit 1`,
      [notations.map((each) => each.toLowerCase())],
    );
    if (row?.there) found.push(name);
  }
  return found;
}

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  await composedMails(db.admin);
});

describe('an account that its owner deletes', () => {
  test('ends at once, and is restored by the mailed link, once', async () => {
    const owner = await person('leaving');
    const answer = await remove(owner);
    expect(answer.status).toBe(202);
    expect(new Date(answer.body.erase_at).getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect((await me(owner.bearer)).body.code).toBe('session_ended');
    expect(await logIn(owner.email, {}, PASSWORD)).toMatchObject({ status: 403, body: { code: 'account_deleted' } });
    expect((await logIn(owner.email, {}, 'not the password')).body.code, 'which a guess does not tell').toBe(
      'invalid_credentials',
    );
    const [mail] = await composedMails(db.admin);
    expect(mail).toMatchObject({ recipient: owner.email, kind: 'account_deleted' });
    expect((await undelete(mail?.variables.token)).status).toBe(204);
    expect((await undelete(mail?.variables.token)).body.code).toBe('invalid_proof');
    expect((await me(owner.bearer)).body.code, 'no credential revives').toBe('session_ended');
    expect((await logIn(owner.email, {}, PASSWORD)).status).toBe(200);
    await purge(owner);
    expect(await isThere(owner)).toBe(true);
  });

  test('is restored by who signs in on the page', async () => {
    const owner = await person('regretting');
    await remove(owner);
    const browser = browserLike(app);
    const offered = await browser.post('/sign-in', { email: owner.email, password: PASSWORD });
    const token = /name="token" value="([^"]+)"/.exec(offered.html)?.[1] ?? '';
    expect([offered.status, browser.cookies.size], 'nobody is signed in').toEqual([200, 0]);
    expect((await browser.post('/restore-account', { token })).status).toBe(200);
    expect((await browser.post('/sign-in', { email: owner.email, password: PASSWORD })).location).toBe('/account');
  });

  test('is not restored once an operator has disabled it, nor when it is due', async () => {
    const owner = await person('barred');
    await remove(owner);
    const [mail] = await composedMails(db.admin);
    await db.admin`select rowseal_audit.set_user_enabled(${owner.id}, false)`;
    expect((await undelete(mail?.variables.token)).body.code).toBe('invalid_proof');
    expect((await logIn(owner.email, {}, PASSWORD)).body.code).toBe('invalid_credentials');
    const late = await person('late');
    await remove(late);
    const [lateMail] = await composedMails(db.admin);
    await db.admin`update rowseal_private.account_deletions set erase_at = now() where user_id = ${late.id}`;
    expect((await undelete(lateMail?.variables.token)).body.code).toBe('invalid_proof');
    const back = await person('enabled');
    await remove(back);
    await db.admin`select rowseal_audit.set_user_enabled(${back.id}, true)`;
    await purge(back);
    expect(await isThere(back), 'the control').toBe(true);
  });

  test('takes a fresh proof', async () => {
    const owner = await person('stale');
    await db.admin`
      update rowseal_private.session_proofs set proved_at = now() - interval '1 hour' where user_id = ${owner.id}`;
    expect((await remove(owner)).body.code).toBe('insufficient_user_authentication');
    expect((await remove(owner, { current_password: 'not the password' })).body.code).toBe('invalid_credentials');
    expect((await remove(owner, { current_password: PASSWORD })).status, 'the control').toBe(202);
  });

  test('is not erased while the former mailbox may take it back, which does so', async () => {
    const owner = await person('stolen');
    const back = await moves(owner, 'thief@new.test');
    await db.admin`update rowseal_private.settings set account_grace = '0'`;
    const answer = await remove(owner);
    await db.admin`update rowseal_private.settings set account_grace = '30 days'`;
    expect(new Date(answer.body.erase_at).getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await purge(owner);
    expect(await isThere(owner)).toBe(true);
    expect(await eraseNow(owner)).toEqual({ status: 'address_change_open', kept_by: null });
    expect((await restore(back)).status).toBe(204);
    expect(await addressOf(owner)).toBe(owner.email);
    expect((await logIn(owner.email, {}, 'the password after the undoing')).status).toBe(200);
    await purge(owner);
    expect(await isThere(owner), 'it is not deleted any more').toBe(true);
    expect((await eraseNow(owner))?.['status'], 'the control').toBe('erased');
  });
});

describe('the only owner of a workspace', () => {
  test('does not delete the account, and is told which; an operator neither', async () => {
    const [owner, other] = [await person('sole'), await person('co-owner')];
    const id = await workspace('soles', owner);
    expect(await remove(owner)).toMatchObject({ status: 409, body: { code: 'last_owner' } });
    expect((await remove(owner)).body.detail).toContain('The soles (soles)');
    expect(await eraseNow(owner)).toEqual({ status: 'last_owner', kept_by: 'soles' });
    await db.admin`insert into rowseal.memberships (workspace_id, user_id, role) values (${id}, ${other.id}, 'owner')`;
    expect((await remove(owner)).status, 'the control').toBe(202);
  });

  test('is who stays where the other has deleted their account', async () => {
    const [owner, other] = [await person('first'), await person('second')];
    const id = await workspace('firsts', owner, other);
    await remove(owner);
    expect((await remove(other)).body.code).toBe('last_owner');
    const leave = () => db.admin`delete from rowseal.memberships where workspace_id = ${id} and user_id = ${other.id}`;
    await expect(leave()).rejects.toMatchObject({ code: 'RS014' });
    await purge(owner);
    expect(await isThere(owner)).toBe(false);
    await expect(leave()).rejects.toMatchObject({ code: 'RS014' });
  });

  test('is there, however two race: by deleting both accounts, or one while the other leaves', async () => {
    for (let round = 0; round < 6; round++) {
      const [owner, other] = [await person('racing'), await person('racing')];
      const id = await workspace(`races-${round}`, owner, other);
      const leaving =
        round % 2 === 0
          ? remove(other).then(({ status }) => status === 202)
          : db.admin`delete from rowseal.memberships where workspace_id = ${id} and user_id = ${other.id}`.then(
              () => true,
              () => false,
            );
      const [deleted, left] = await Promise.all([remove(owner), leaving]);
      expect([deleted.status === 202, left].filter(Boolean), `round ${round}`).toHaveLength(1);
    }
  });
});

describe('erasing', () => {
  test('leaves the address and the name nowhere: no table, no job, no log; and the audit verifies', async () => {
    const name = 'Zephyrine Quixotebury';
    const email = 'zephyrine.quixotebury@erased.test';
    const password = 'a password of zephyrine';
    await send({ method: 'POST', url: '/v1/auth/register', payload: { email, password, name } });
    const [registered] = await composedMails(db.admin);
    await send({ method: 'POST', url: '/v1/auth/email/verify', payload: { token: registered?.variables.token } });
    await logIn(email, {}, 'a guess at it');
    const [row] = await db.admin<{ id: string }[]>`select id from rowseal.users where email = ${email}`;
    const bearer = (await logIn(email, {}, password)).body.access_token as string;
    const owner: AccountOwner = { id: row?.id ?? '', email, bearer, ask: ownAccounts(demo).as(bearer) };
    // Everything that may hold them: an invitation to them, a former address, jobs that wait and have failed, hints, rows of an application.
    const admin = await demo.token('owner@acme.test');
    await send({
      method: 'POST',
      url: '/v1/invitations',
      headers: { authorization: `Bearer ${admin}`, 'x-rowseal-workspace': 'acme' },
      payload: { email, role: 'member' },
    });
    await asksFor(owner, `2.${email}`);
    await moves(owner, `3.${email}`);
    await send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email } });
    await db.admin`
      update graphile_worker_rowseal._private_jobs set attempts = max_attempts, last_error = ${`550 ${email}`}`;
    await send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: `3.${email}` } });
    await db.admin`
      insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
      values (${`app_${'0'.repeat(22)}`}, 'Client', '{https://client.test/}', 'none') on conflict do nothing`;
    await db.admin`insert into app.papers (title, author_id) values ('kept', ${owner.id})`;
    await db.admin`insert into app.drafts (title, author_id) values ('gone', ${owner.id})`;
    expect(await placesOf(email), 'the control').toEqual(
      expect.arrayContaining(['rowseal.users', 'rowseal.invitations', 'rowseal_private.former_addresses']),
    );
    expect(await placesOf(name), 'the control').toContain('rowseal.users');
    const hashes = () => db.admin`
      select kind from rowseal_private.throttles where subject_hash in (
        select sha256(convert_to(subject, 'UTF8')) from unnest(array[${email}, ${`password ${email}`}]) as subject)`;
    expect((await hashes()).length, 'the control').toBeGreaterThan(0);
    await sealAll(db.admin);

    await remove(owner, {});
    await db.admin`update rowseal_private.former_addresses set expires_at = now()`;
    await purge(owner);
    expect(await isThere(owner)).toBe(false);
    await sealAll(db.admin);
    for (let more = 1; more > 0; )
      more = (await db.admin<{ n: number }[]>`select rowseal_private.purge() as n`)[0]?.n ?? 0;

    for (const text of [email, 'zephyrine.quixotebury', name]) expect(await placesOf(text), text).toEqual([]);
    expect(await hashes()).toEqual([]);
    expect(log).not.toMatch(/zephyrine|quixotebury/i);
    expect(log, 'the control').toContain('/v1/me/deletion');
    expect(await db.admin`select title, author_id from app.papers`).toEqual([{ title: 'kept', author_id: null }]);
    expect(await db.admin`select title from app.drafts`).toEqual([]);
    expect(await faults(db.admin, await lastHead(db.admin))).toEqual([]);
    const about = await db.admin<{ kind: string; ip: string | null }[]>`
      select kind, ip from rowseal_private.audit_events where user_id = ${owner.id} order by at, id`;
    expect(about.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['logged_in', 'email_changed', 'user_erased']),
    );
    expect(about.filter(({ ip }) => ip !== null)).toEqual([]);
  });

  test('is done wholly or not at all, and tried again', async () => {
    const owner = await person('kept');
    await db.admin.unsafe(`
      create table app.ledger (author_id uuid references rowseal.users);
      insert into app.ledger values ('${owner.id}')`);
    await remove(owner);
    await purge(owner);
    expect(await isThere(owner)).toBe(true);
    expect(await db.admin`select kept_by from rowseal_private.account_deletions where user_id = ${owner.id}`).toEqual([
      { kept_by: 'ledger_author_id_fkey' },
    ]);
    expect(await db.admin`select provider from rowseal_private.identities where user_id = ${owner.id}`).toHaveLength(1);
    expect(
      await db.admin`select details from rowseal_private.audit_events where kind = 'account_kept' and user_id = ${owner.id}`,
    ).toEqual([{ details: { kept_by: 'ledger_author_id_fkey' } }]);
    expect(await eraseNow(owner)).toEqual({ status: 'kept', kept_by: 'ledger_author_id_fkey' });
    await db.admin`delete from app.ledger`;
    await purge(owner);
    expect(await isThere(owner), 'the control').toBe(false);
    await db.admin`drop table app.ledger`;
  });

  test('follows every foreign key to users: each says what becomes of its rows', async () => {
    const silent = await db.admin`
      select conrelid::regclass::text, conname from pg_constraint
       where contype = 'f' and confrelid = 'rowseal.users'::regclass and confdeltype not in ('c', 'n')`;
    expect(silent).toEqual([]);
  });
});
