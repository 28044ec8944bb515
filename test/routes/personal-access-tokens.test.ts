import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWholeToken } from '#server/credentials/token-format.ts';
import { openGateway } from '#server/database/gateway.ts';
import { demoApp } from '#test/support/demo-app.ts';

const { db, graphql, send, token, me } = await demoApp();
const gateway = openGateway(db.gatewayUrl, { max: 2 });
afterAll(() => gateway.close());
const NOTES = '{ allNotes { totalCount } }';
const CREATE = 'mutation { createNote(input: { note: { title: "by a script" } }) { note { title } } }';

/** Makes a personal access token, as somebody who has logged in would. */
async function createToken(
  email: string,
  workspace: string,
  scope: string | null,
  networks: string[] | null = null,
): Promise<string> {
  const { body } = await send({
    method: 'POST',
    url: '/v1/tokens',
    headers: { authorization: `Bearer ${await token(email)}`, 'x-rowseal-workspace': workspace },
    payload: {
      name: 'test',
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
      ...(scope === null ? {} : { scope }),
      ...(networks === null ? {} : { networks }),
    },
  });
  return body.token;
}

/** The answers of REST and of GraphQL to a token from an address. */
async function answersFrom(remoteAddress: string, presented: string): Promise<Awaited<ReturnType<typeof send>>[]> {
  const headers = { authorization: `Bearer ${presented}` };
  return [
    await send({ url: '/v1/me', headers, remoteAddress }),
    await send({ method: 'POST', url: '/graphql', headers, remoteAddress, payload: { query: NOTES } }),
  ];
}

let full: string;
let readOnly: string;

beforeAll(async () => {
  full = await createToken('member@acme.test', 'acme', null);
  readOnly = await createToken('member@acme.test', 'acme', 'notes:read');
});

test('is made by somebody who has just proved who they are, or the answer says what is missing', async () => {
  const session = await token('viewer@acme.test');
  await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '6 minutes'`;
  const made = await send({
    method: 'POST',
    url: '/v1/tokens',
    headers: { authorization: `Bearer ${session}`, 'x-rowseal-workspace': 'acme' },
    payload: { name: 'old', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
  });
  const needed = { acr_values: 'urn:rowseal:assurance:1', max_age: 300 };
  expect(made).toMatchObject({ status: 401, body: { code: 'insufficient_user_authentication', ...needed } });
  expect(made.headers['www-authenticate']).toMatch(
    /^Bearer error="insufficient_user_authentication", acr_values="urn:rowseal:assurance:1", max_age="300", resource_/,
  );
});

describe('a personal access token', () => {
  test('is a bearer token like an access token, in its own workspace', async () => {
    expect((await graphql(NOTES, { token: full })).body.data.allNotes.totalCount).toBeGreaterThan(30);
    expect((await graphql(CREATE, { token: full })).body.errors).toBeUndefined();
    expect((await me(full)).body).toMatchObject({
      user: { email: 'member@acme.test' },
      workspace: { slug: 'acme', role: 'member' },
      workspaces: [{ slug: 'acme' }],
    });
    expect((await me(full, 'acme')).status).toBe(200);
    expect(await me(full, 'globex')).toMatchObject({ status: 403, body: { code: 'workspace_mismatch' } });
  });

  test('does no more than its scopes', async () => {
    expect((await graphql(NOTES, { token: readOnly })).body.data.allNotes.totalCount).toBeGreaterThan(30);
    expect((await graphql(CREATE, { token: readOnly })).body.errors[0].extensions.code).toBe('insufficient_scope');
  });

  test('does no more than the role grants now', async () => {
    const become = (role: string) => db.admin`
      update rowseal.memberships set role = ${role}
        from rowseal.users where users.id = memberships.user_id and users.email = 'member@acme.test'`;
    await become('viewer');
    expect((await graphql(CREATE, { token: full })).body.errors[0].extensions.code).toBe('insufficient_scope');
    await become('member');
    expect((await graphql(CREATE, { token: full })).body.errors).toBeUndefined();
  });

  test('ends with the membership, in the same statement', async () => {
    const script = await createToken('owner@globex.test', 'acme', null);
    expect((await me(script)).status).toBe(200);
    await db.admin`delete from rowseal.memberships using rowseal.users
                    where users.id = user_id and users.email = 'owner@globex.test'
                      and workspace_id = (select id from rowseal.workspaces where slug = 'acme')`;
    expect(await me(script)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    const left =
      await db.admin`select from rowseal_private.personal_access_tokens as t join rowseal.users as u on u.id = t.user_id
                                 where u.email = 'owner@globex.test'`;
    expect(left).toHaveLength(0);
  });

  test('that is revoked is refused on the next request', async () => {
    const script = await createToken('viewer@acme.test', 'acme', null);
    expect((await me(script)).status).toBe(200);
    await db.admin`update rowseal_private.personal_access_tokens set revoked_at = now() where last_four = ${script.slice(-4)}`;
    expect(await me(script)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect(await graphql(NOTES, { token: script })).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  });

  test('that was guessed is answered with 429 in the end, and the genuine one beside it is not', async () => {
    const guess = await createToken('viewer@acme.test', 'acme', null);
    await db.admin`delete from rowseal_private.personal_access_tokens where last_four = ${guess.slice(-4)}`;
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await me(guess)).status);
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    expect((await me(guess)).headers['retry-after']).toMatch(/^[0-9]+$/);
    expect((await me(full)).status).toBe(200);
  });
});

describe('a personal access token for some networks', () => {
  let script: string;
  const statuses = async (address: string) => (await answersFrom(address, script)).map(({ status }) => status);

  beforeAll(async () => {
    script = await createToken('viewer@acme.test', 'acme', null, ['192.0.2.0/24', '2001:db8::/32', 'fe80::/10']);
  });

  test('works from these, on REST and GraphQL alike', async () => {
    for (const address of ['192.0.2.7', '2001:db8::7']) expect(await statuses(address), address).toEqual([200, 200]);
  });

  test('is refused from any other, with a problem document and nothing else', async () => {
    for (const address of ['192.0.3.7', '2001:db9::7', '::ffff:192.0.3.7', '::1']) {
      for (const answer of await answersFrom(address, script)) {
        expect(answer, address).toMatchObject({ status: 403, body: { code: 'network_not_allowed' } });
        expect(answer.headers['content-type']).toContain('application/problem+json');
        expect(answer.body.data).toBeUndefined();
      }
    }
  });

  test('knows an IPv4 address that came in over IPv6, and a link-local one with its zone', async () => {
    for (const address of ['::ffff:192.0.2.7', '::FFFF:192.0.2.7', 'fe80::1%eth0'])
      expect(await statuses(address), address).toEqual([200, 200]);
  });

  test('counts no guess against a network that it does not serve', async () => {
    for (let i = 0; i < 30; i++) expect(await statuses('203.0.113.7')).toEqual([403, 403]);
  });
});

describe('the use of a personal access token', () => {
  async function listed(presented: string) {
    const headers = { authorization: `Bearer ${await token('viewer@acme.test')}`, 'x-rowseal-workspace': 'acme' };
    const { body } = await send({ url: '/v1/tokens', headers });
    return body.tokens.find((one: { last_four: string }) => one.last_four === presented.slice(-4));
  }

  test('is shown in the list: when, and from where', async () => {
    const script = await createToken('viewer@acme.test', 'acme', null);
    expect(await listed(script)).toMatchObject({ last_used_at: null, last_used_ip: null });
    await answersFrom('::ffff:198.51.100.9', script);
    const { last_used_at, last_used_ip } = await listed(script);
    expect(last_used_ip).toBe('198.51.100.9');
    expect(Date.now() - Date.parse(last_used_at)).toBeLessThan(10_000);
    await answersFrom('198.51.100.10', script);
    expect(await listed(script)).toMatchObject({ last_used_at, last_used_ip });
  });

  test('is not waited for while somebody else notes it', async () => {
    const script = await createToken('viewer@acme.test', 'acme', null);
    await db.admin.begin(async (other) => {
      await other`select from rowseal_private.personal_access_tokens where last_four = ${script.slice(-4)} for update`;
      expect((await answersFrom('198.51.100.9', script)).map(({ status }) => status)).toEqual([200, 200]);
    });
    expect(await listed(script)).toMatchObject({ last_used_at: null });
  });
});

describe('a string that is not a complete token', () => {
  const swap = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
  const broken = (): [string, string][] => [
    ['cut short', full.slice(0, -1)],
    ['with one character more', `${full}A`],
    ['in capitals', `rsp_${full.slice(4).toUpperCase()}`],
    ['in small letters', full.toLowerCase()],
    ['under another prefix', `rsr_${full.slice(4)}`],
    ['with a character exchanged at its start', swap(full, 4)],
    ['with a character exchanged in its secret', swap(full, 60)],
    ['with a character exchanged in its checksum', swap(full, 95)],
    ['with a foreign character', `${full.slice(0, 50)}+${full.slice(51)}`],
  ];

  test('is recognised by the server itself', () => {
    expect(isWholeToken('rsp_', full)).toBe(true);
    for (const [how, text] of broken()) expect(isWholeToken('rsp_', text), how).toBe(false);
  });

  test('is refused, before any query: the database need not be there', async () => {
    const before =
      await db.admin`select to_jsonb(t) as row from rowseal_private.personal_access_tokens as t order by id`;
    for (const [how, text] of broken()) expect((await me(text)).status, how).toBe(401);
    expect(
      await db.admin`select to_jsonb(t) as row from rowseal_private.personal_access_tokens as t order by id`,
    ).toEqual(before);
    await db.admin.unsafe(`revoke connect on database ${db.name} from public, rowseal_gateway, rowseal_issuer`);
    await db.admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> current_user`;
    for (const [how, text] of broken()) expect((await me(text)).status, how).toBe(401);
    expect(await me(full), 'a whole token needs the database: the control').toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
  });
});
