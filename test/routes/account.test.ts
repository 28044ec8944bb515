import { beforeEach, describe, expect, test } from 'vitest';
import { composedMails } from '#test/support/composed-mail.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { type AccountOwner, ofAnother, ownAccounts, PASSWORD } from '#test/support/own-account.ts';

const demo = await demoApp({ graphql: false });
const { db, send, token, logIn, me } = demo;
const { as, person, asksFor, confirm, restore } = ownAccounts(demo);

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
});

describe('a name', () => {
  test('is changed and taken away', async () => {
    const bearer = await token('member@acme.test');
    expect((await as(bearer)('PATCH', '/v1/me', { name: '  Mara Member ' })).status).toBe(204);
    expect((await me(bearer)).body.user.name).toBe('Mara Member');
    expect((await as(bearer)('PATCH', '/v1/me', { name: '' })).status).toBe(400);
    expect((await as(bearer)('PATCH', '/v1/me', { name: null })).status).toBe(204);
    expect((await me(bearer)).body.user.name).toBeNull();
  });
});

describe('the mail that confirms an address', () => {
  test('is sent again, and voids the one before', async () => {
    const email = 'again@new.test';
    await send({ method: 'POST', url: '/v1/auth/register', payload: { email, password: PASSWORD } });
    const [first] = await composedMails(db.admin);
    const ask = as((await logIn(email, {}, PASSWORD)).body.access_token);
    expect(await ask('POST', '/v1/me/email/verification')).toMatchObject({ status: 202, body: { status: 'accepted' } });
    const [second] = await composedMails(db.admin);
    const verify = (mail: typeof first) => ask('POST', '/v1/auth/email/verify', { token: mail?.variables.token });
    expect((await verify(first)).body.code).toBe('invalid_proof');
    expect((await verify(second)).status).toBe(204);
    expect((await ask('POST', '/v1/me/email/verification')).body).toEqual({ status: 'already_verified' });
    expect(await composedMails(db.admin)).toEqual([]);
  });

  test('is not sent to an address that got too many', async () => {
    const { ask } = await person('often', false);
    const answers = [];
    for (let i = 0; i < 7; i++) answers.push((await ask('POST', '/v1/me/email/verification')).status);
    expect(answers).toEqual([202, 202, 202, 202, 202, 202, 429]);
  });
});

describe('an address', () => {
  test('is changed by who reads the new mailbox, and the former one is told', async () => {
    const owner = await person('moving');
    const mail = await asksFor(owner, 'moved@new.test');
    expect(mail).toMatchObject({ kind: 'confirm_address', variables: { former: 'm…@new.test' } });
    expect((await me(owner.bearer)).body.user.email, 'until then nothing changes').toBe(owner.email);
    expect((await confirm(mail?.variables.token)).status).toBe(204);
    expect((await me(owner.bearer)).body.user).toMatchObject({ email: 'moved@new.test', email_verified: true });
    expect((await logIn('moved@new.test', {}, PASSWORD)).status).toBe(200);
    expect((await logIn(owner.email, {}, PASSWORD)).status).toBe(401);
    expect(await composedMails(db.admin)).toMatchObject([
      { recipient: owner.email, kind: 'address_changed', variables: { address: 'm…@new.test' } },
    ]);
  });

  test('goes back by a link to the former mailbox, once, with a new password, and everything ends', async () => {
    const owner = await person('back');
    await db.admin`
      insert into rowseal.memberships (workspace_id, user_id, role)
      select id, ${owner.id}, 'member' from rowseal.workspaces where slug = 'acme'`;
    const expires_at = new Date(Date.now() + 86_400_000).toISOString();
    const script = await send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { authorization: `Bearer ${owner.bearer}`, 'x-rowseal-workspace': 'acme' },
      payload: { name: 'script', expires_at },
    });
    const mail = await asksFor(owner, 'gone@new.test');
    await confirm(mail?.variables.token);
    await db.admin`
      insert into rowseal_private.identities (provider, subject_hash, subject, user_id, created_at)
      select 'corp', rowseal_private.text_hash('of a thief'), 'of a thief', ${owner.id}, clock_timestamp()`;
    const [notice] = await composedMails(db.admin);
    const back = notice?.variables.token;
    const tooCommon = await restore(back, 'passwordpassword');
    expect(tooCommon).toMatchObject({ status: 400, body: { code: 'password_too_common' } });
    expect((await restore(back)).status).toBe(204);
    expect((await restore(back)).body.code, 'once').toBe('invalid_proof');
    expect((await me(owner.bearer)).body.code).toBe('session_ended');
    expect((await me(script.body.token)).body.code).toBe('invalid_token');
    expect((await logIn('gone@new.test', {}, PASSWORD)).status).toBe(401);
    expect((await logIn(owner.email, {}, PASSWORD)).status, 'the former password').toBe(401);
    const after = await logIn(owner.email, {}, 'the password after the undoing');
    expect((await me(after.body.access_token)).body.user).toMatchObject({ email: owner.email, email_verified: true });
    expect(await db.admin`select provider from rowseal_private.identities where user_id = ${owner.id}`).toEqual([
      { provider: 'password' },
    ]);
    expect(await composedMails(db.admin)).toMatchObject([{ recipient: 'gone@new.test', kind: 'address_restored' }]);
  });

  test('is changed with a fresh proof alone', async () => {
    const { ask, id } = await person('stale');
    const change = (more: object) => ask('PUT', '/v1/me/email', { email: 'fresh@new.test', ...more });
    await db.admin`
      update rowseal_private.session_proofs set proved_at = now() - interval '1 hour' where user_id = ${id}`;
    const refused = await change({});
    expect(refused).toMatchObject({ status: 401, body: { code: 'insufficient_user_authentication' } });
    expect(refused.headers['www-authenticate']).toContain('error="insufficient_user_authentication"');
    expect((await change({ current_password: 'not the password' })).body.code).toBe('invalid_credentials');
    expect((await change({})).body.code, 'a wrong one proves nothing').toBe('insufficient_user_authentication');
    expect((await change({ current_password: PASSWORD })).status).toBe(202);
    expect((await change({})).status, 'for some minutes').toBe(202);
  });

  test('that is the caller’s already is not changed', async () => {
    const { ask, email } = await person('same');
    expect(await ask('PUT', '/v1/me/email', { email })).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });
});

describe('an export', () => {
  /** Somebody with a note in acme, and an invitation that they have sent. */
  async function member(name: string) {
    const owner = await person(name);
    await db.admin`
      insert into rowseal.memberships (workspace_id, user_id, role)
      select id, ${owner.id}, 'admin' from rowseal.workspaces where slug = 'acme'`;
    const headers = { authorization: `Bearer ${owner.bearer}`, 'x-rowseal-workspace': 'acme' };
    const payload = { email: `${name}.invited@elsewhere.test`, role: 'member' };
    await send({ method: 'POST', url: '/v1/invitations', headers, payload });
    await db.admin`
      insert into app.notes (workspace_id, author_id, title)
      select id, ${owner.id}, 'of the exporter' from rowseal.workspaces where slug in ('acme', 'globex')`;
    return owner;
  }
  const fetched = (owner: AccountOwner, token: string) => owner.ask('POST', '/v1/me/export/download', { token });

  test('holds what is kept about somebody, rows of applications as they see them, and nothing of others', async () => {
    const owner = await member('exporting');
    const asked = await owner.ask('POST', '/v1/me/export', {});
    expect(asked.status).toBe(201);
    const answer = await fetched(owner, asked.body.token);
    expect(answer.headers['content-disposition']).toContain('attachment');
    const { account, sessions, identities, workspaces, invitations_sent } = answer.body;
    expect(account).toMatchObject({ id: owner.id, email: owner.email });
    expect([sessions.length, identities.length]).toEqual([1, 1]);
    expect(invitations_sent).toMatchObject([{ email: 'e…@elsewhere.test' }]);
    expect(workspaces).toMatchObject([{ slug: 'acme', rows: { 'app.notes': [{ title: 'of the exporter' }] } }]);
    expect(workspaces[0].rows['app.notes'], 'none of globex, where they are no member').toHaveLength(1);
    const text = JSON.stringify(answer.body);
    expect(text).not.toMatch(/invited@|@acme\.test|secret_hash|refresh_hash|verifier/);
  });

  test('is fetched once, in its time, in the session that asked for it, by nobody else', async () => {
    const [owner, other] = [await member('once'), await person('other')];
    const ask = async () => (await owner.ask('POST', '/v1/me/export', {})).body.token as string;
    const first = await ask();
    const elsewhere = (await logIn(owner.email, {}, PASSWORD)).body.access_token as string;
    for (const thief of [other, { ...owner, ask: as(elsewhere) }])
      expect(await fetched(thief, first)).toMatchObject({ status: 400, body: { code: 'invalid_proof' } });
    expect(await fetched(owner, ofAnother(first, other.id))).toMatchObject({ status: 400 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => fetched(owner, first)));
    expect(
      answers.filter(({ status }) => status === 200),
      'the control, and once',
    ).toHaveLength(1);
    const late = await ask();
    await db.admin`update rowseal_private.data_exports set expires_at = now()`;
    expect((await fetched(owner, late)).status).toBe(400);
    await db.admin`delete from rowseal_private.throttles`;
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    expect((await owner.ask('POST', '/v1/me/export', {})).body.code).toBe('insufficient_user_authentication');
    expect((await owner.ask('POST', '/v1/me/export', { current_password: PASSWORD })).status).toBe(201);
  });
});
