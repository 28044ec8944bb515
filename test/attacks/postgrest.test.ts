import { randomBytes } from 'node:crypto';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { postgrestLike, type RestRequest } from '#test/support/postgrest-like.ts';

const { db, send, token } = await demoApp({ graphql: false });
const role = `rest_${randomBytes(6).toString('hex')}`;
await db.admin.unsafe(`
  create role ${role} login password 'secret';
  grant connect on database ${db.name} to ${role};
  select rowseal.add_request_role('${role}')`);
const databaseUrl = db.gatewayUrl.replace(/\/\/[^@/]*@/, `//${role}:secret@`);
afterAll(() => db.admin.unsafe(`drop owned by ${role}; drop role ${role}`));
const { body: jwks } = await send({ url: '/v1/jwks.json' });
const rest = postgrestLike(databaseUrl, { role, jwks, audience: PUBLIC_URL });
const [max = '', gus = ''] = await Promise.all(['member@acme.test', 'owner@globex.test'].map((email) => token(email)));

const inAcme = { 'x-rowseal-workspace': 'acme' };
const inGlobex = { 'x-rowseal-workspace': 'globex' };
const WORKSPACES = 'select distinct w.slug from app.notes join rowseal.workspaces as w on w.id = workspace_id';
/** What a request is refused with: as PostgREST answers, or as the database says. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => undefined,
    (thrown: { code?: string; message: string; detail?: string }) => thrown,
  );
  if (error?.code !== 'PGRST') return String(error?.code);
  return `${JSON.parse(error.detail ?? '{}').status} ${JSON.parse(error.message).code}`;
}
async function personal(more: object = {}): Promise<string> {
  const { body } = await send({
    method: 'POST',
    url: '/v1/tokens',
    headers: { authorization: `Bearer ${max}`, ...inAcme },
    payload: { name: 'a', expires_at: new Date(Date.now() + 86_400_000).toISOString(), ...more },
  });
  return body.token;
}

describe('rowseal.pre_request of PostgREST', () => {
  test('enters as the bearer of a token, in the workspace named: reading and writing', async () => {
    expect(await rest(WORKSPACES, { token: max, headers: inAcme })).toEqual([{ slug: 'acme' }]);
    expect(await rest(WORKSPACES, { token: gus, headers: inGlobex })).toEqual([{ slug: 'globex' }]);
    const written = await rest(`insert into app.notes (title) values ('by rest') returning title`, {
      ...{ token: max, headers: inAcme, method: 'POST' },
    });
    expect(written).toEqual([{ title: 'by rest' }]);
    const headers = { 'x-rowseal-token': await personal() };
    expect(await rest(WORKSPACES, { headers })).toEqual([{ slug: 'acme' }]);
  });

  test('refuses another workspace, and a request without a token, also after somebody was there', async () => {
    expect(await refusal(rest(WORKSPACES, { token: max, headers: inGlobex }))).toBe('403 RS004');
    expect(await refusal(rest(WORKSPACES))).toBe('RS008');
    for (const planted of ['request.jwt.claims', 'rowseal.context']) {
      // A connection of its own, which is spoiled by it.
      const spoiled = postgrestLike(databaseUrl, { role, jwks, audience: PUBLIC_URL });
      const claims = JSON.stringify(decodeJwt(max));
      await spoiled(`set ${planted} = '${claims}'`, { token: max, headers: inAcme });
      expect(await refusal(spoiled(WORKSPACES, { headers: inAcme })), planted).toMatch(/^(RS008|28000)$/);
    }
  });

  test('believes no claims that PostgREST has verified by another key, nor its own without the seal', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const sign = (claims: object) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid: 'theirs' }).sign(privateKey);
    const theirs = { ...(await exportJWK(publicKey)), kid: 'theirs', alg: 'EdDSA' };
    const both = postgrestLike(databaseUrl, { role, jwks: { keys: [...jwks.keys, theirs] }, audience: PUBLIC_URL });
    const { seal: _, ...claims } = decodeJwt(max);
    expect(await refusal(both(WORKSPACES, { token: await sign(claims), headers: inAcme }))).toBe('401 RS001');
    const { sub } = decodeJwt(gus);
    const swapped = await sign({ ...decodeJwt(max), sub });
    expect(await refusal(both(WORKSPACES, { token: swapped, headers: inGlobex }))).toBe('401 RS001');
    // One key of two: who can sign for PostgREST and holds no seal enters as nobody.
    const control = await sign(decodeJwt(max));
    expect(await both(WORKSPACES, { token: control, headers: inAcme }), 'the control').toEqual([{ slug: 'acme' }]);
  });

  test('does not believe where a client says that it is', async () => {
    const headers = {
      'x-rowseal-token': await personal({ networks: ['192.0.2.0/24'] }),
      'x-forwarded-for': '192.0.2.1',
      forwarded: 'for=192.0.2.1',
    };
    expect(await refusal(rest(WORKSPACES, { headers }))).toBe('403 RS012');
    const believed = db.admin.begin(async (tx) => {
      await tx.unsafe(`set local session authorization ${role}`);
      await tx`select rowseal.enter_with_token(${headers['x-rowseal-token']}, '192.0.2.1'::inet, null, null)`;
      return tx.unsafe(WORKSPACES);
    });
    expect([...(await believed)], 'the control: an address that is believed').toEqual([{ slug: 'acme' }]);
  });

  test('leaves nothing that SQL of the request could carry away and enter with elsewhere', async () => {
    const asked = `select current_setting('request.jwt.claims') as claims, current_setting('request.headers') as headers,
                          current_setting('request.cookies') as cookies`;
    const request = {
      token: max,
      headers: { ...inAcme, cookie: '__Host-Http-rowseal-refresh=rsr_secret; theme=dark', accept: 'text/csv' },
      cookies: { '__Host-Http-rowseal-refresh': 'rsr_secret', theme: 'dark' },
    };
    const [left] = await rest(asked, request);
    const carried = JSON.stringify(left);
    for (const secret of [String(decodeJwt(max)['seal']), max, 'rsr_secret']) expect(carried).not.toContain(secret);
    expect(JSON.parse(String(left?.['claims']))).toMatchObject({ sub: decodeJwt(max).sub });
    expect(JSON.parse(String(left?.['headers']))).toEqual({ ...inAcme, accept: 'text/csv' });
    expect(JSON.parse(String(left?.['cookies']))).toEqual({ theme: 'dark' });
    const headers = { 'x-rowseal-token': await personal() };
    expect(JSON.stringify(await rest(asked, { headers }))).not.toContain('rsp_');
    const [unchanged] = await rest(asked, { headers: { authorization: 'Basic eDp5' } });
    expect(JSON.stringify(unchanged), 'of nobody either').not.toContain('eDp5');
  });

  test('is no way to step into somebody else: a second entry is refused, and needs a credential', async () => {
    const again = (claims: object) => `do $do$ begin
      perform set_config('request.jwt.claims', '${JSON.stringify(claims)}', true);
      perform rowseal.pre_request();
    end $do$`;
    const request = { token: max, headers: inAcme };
    expect(await refusal(rest(again(decodeJwt(gus)), request))).toBe('403 RS003');
    const { seal: _, ...bare } = decodeJwt(gus);
    const cleared = `${again(bare).replace('perform set_config', "perform set_config('rowseal.context', '', true); perform set_config")}`;
    expect(await refusal(rest(cleared, request))).toBe('401 RS001');
    expect(await refusal(rest(again({ role }), request)), 'the control: without claims nobody enters').toBe(
      'undefined',
    );
  });

  test('reads and does not write in maintenance mode, by any credential, and says what is wrong as ever', async () => {
    const script = { headers: { 'x-rowseal-token': await personal() } };
    const person = { token: max, headers: inAcme };
    const insert = `insert into app.notes (title) values ('by rest')`;
    const rename = `select rowseal.change_name('By rest')`;
    const written = (request: RestRequest, statement: string) =>
      refusal(rest(statement, { ...request, method: 'POST' }));
    await db.admin`select rowseal_audit.set_maintenance(true)`;
    for (const request of [person, script]) {
      expect(await rest(WORKSPACES, { ...request, method: 'POST' })).toEqual([{ slug: 'acme' }]);
      expect(await written(request, insert)).toBe('25006');
    }
    expect(await written(person, rename)).toBe('25006');
    expect(await written({ token: max, headers: inGlobex }, insert)).toBe('403 RS004');
    await db.admin`select rowseal_audit.set_maintenance(false)`;
    for (const request of [person, script]) expect(await written(request, insert), 'the control').toBe('undefined');
    expect(await written(person, rename), 'the control').toBe('undefined');
  });
});
