import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

// If-Match: what somebody else has changed meanwhile is not changed, and not removed.
const { db, send, token } = await demoApp({ graphql: false });
const owner = await token('owner@acme.test');

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Asks in acme. */
async function ask(method: Method, url: string, payload?: object, headers: object = {}, bearer = owner) {
  const given = { authorization: `Bearer ${bearer}`, 'x-rowseal-workspace': 'acme', ...headers };
  return send({ method, url, headers: given, ...(payload ? { payload } : {}) });
}

const ifMatch = (version: string) => ({ 'if-match': `"${version}"` });

interface Listed {
  id: string;
  name: string;
  email: string;
  version: string;
}

/** Something to change: how it is found, changed, and removed. */
interface Kind {
  list: string;
  of: string;
  isIt: (listed: Listed) => boolean;
  changes: [object, object];
}

let subject = '';
beforeEach(async () => {
  subject = `s-${randomUUID().slice(0, 8)}`;
  await ask('POST', '/v1/services', { name: subject, scopes: [] });
  await ask('POST', '/v1/roles', { name: subject, scopes: [] });
  await db.admin`
    with made as (insert into rowseal.users (email) values (${`${subject}@acme.test`}) returning id)
    insert into rowseal.memberships (workspace_id, user_id, role)
    select rowseal_private.workspace_named('acme'), id, 'viewer' from made`;
});

const KINDS: Kind[] = [
  { list: 'services', of: 'services', isIt: ({ name }) => name === subject, changes: [{ name: 'a' }, { name: 'b' }] },
  {
    list: 'roles',
    of: 'roles',
    isIt: ({ name }) => name === subject,
    changes: [{ scopes: ['notes:read'] }, { scopes: ['notes:write'] }],
  },
  {
    list: 'members?limit=100',
    of: 'members',
    isIt: ({ email }) => email === `${subject}@acme.test`,
    changes: [{ role: 'member' }, { role: 'admin' }],
  },
];

describe.each(KINDS)('$of', ({ list, of, isIt, changes: [one, another] }) => {
  const listed = async (): Promise<Listed> => {
    const { body } = await ask('GET', `/v1/${list}`);
    const found = body[of].find(isIt);
    if (!found) throw new Error('it is not listed');
    return found;
  };
  const known = async (): Promise<{ url: string; version: string }> => {
    const { id, version } = await listed();
    return { url: `/v1/${of}/${id}`, version };
  };

  test('are changed as they were seen, and not as they were before', async () => {
    const { url, version } = await known();
    expect((await ask('PATCH', url, one, ifMatch(version))).status).toBe(204);
    expect(await ask('PATCH', url, another, ifMatch(version))).toMatchObject({
      status: 412,
      body: { code: 'precondition_failed' },
    });
    expect((await ask('DELETE', url, undefined, ifMatch(version))).status).toBe(412);
    // One among several will do, a weak one never.
    const { body } = await ask('GET', `/v1/${list}`);
    const now = body[of].find(({ id }: Listed) => url.endsWith(id)).version;
    expect((await ask('PATCH', url, another, { 'if-match': `W/"${now}"` })).status).toBe(412);
    expect((await ask('PATCH', url, another, { 'if-match': `"${version}", "${now}"` })).status).toBe(204);
    expect((await ask('DELETE', url, undefined, { 'if-match': '*' })).status).toBe(204);
  });

  test('are changed once by many who have seen the same', async () => {
    const { url, version } = await known();
    const bodies = [one, another, one, another];
    const answers = await Promise.all(bodies.map((body) => ask('PATCH', url, body, ifMatch(version))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 412, 412, 412]);
  });

  test('that are not there answer as without', async () => {
    const url = `/v1/${of}/${randomUUID()}`;
    expect((await ask('PATCH', url, one, ifMatch('x'))).body.code).toBe('not_found');
    expect((await ask('PATCH', url, one)).body.code).toBe('not_found');
  });

  test('of others cannot be guessed at', async () => {
    const { url, version } = await known();
    const stranger = await token('owner@globex.test');
    const limited = await token('owner@acme.test', { scope: 'notes:read' });
    for (const [bearer, workspace] of [
      [stranger, 'globex'],
      [limited, 'acme'],
    ] as const) {
      const there = { 'x-rowseal-workspace': workspace };
      const [right, wrong] = await Promise.all([
        ask('PATCH', url, one, { ...ifMatch(version), ...there }, bearer),
        ask('PATCH', url, one, { ...ifMatch('x'), ...there }, bearer),
      ]);
      expect(right.status).toBeGreaterThanOrEqual(400);
      expect([wrong.status, wrong.body.code]).toEqual([right.status, right.body.code]);
    }
  });

  test.each(['x', '"', '"a" "b', ''])('are not changed where If-Match is %j', async (sent) => {
    const { url } = await known();
    expect(await ask('PATCH', url, one, { 'if-match': sent })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    });
  });
});

describe('the workspace', () => {
  const settings = async () => ask('GET', '/v1/workspace/settings');

  test('and its rules have one version', async () => {
    const { body, headers } = await settings();
    const before = { 'if-match': String(headers['etag']) };
    expect((await ask('PATCH', '/v1/workspace', { name: subject }, before)).status).toBe(204);
    expect((await ask('PUT', '/v1/workspace/settings', body, before)).status).toBe(412);
    expect((await ask('DELETE', '/v1/workspace', undefined, before)).status).toBe(412);
    const now = { 'if-match': String((await settings()).headers['etag']) };
    expect((await ask('PUT', '/v1/workspace/settings', { ...body, longest_session_seconds: 86_400 }, now)).status).toBe(
      204,
    );
    expect((await ask('PATCH', '/v1/workspace', { name: 'Again' }, now)).status).toBe(412);
  });

  test('has the version that it had when it is as it was, in any session', async () => {
    const before = (await settings()).headers['etag'];
    await db.admin`set intervalstyle = 'sql_standard'`;
    await db.admin`select rowseal_private.lock_workspace(rowseal_private.workspace_named('acme'))`;
    const [seen] = await db.admin`
      select '"' || rowseal_private.stored_version('workspace', rowseal_private.workspace_named('acme'), null) || '"' as version`;
    expect(seen?.['version']).toBe(before);
    expect((await settings()).headers['etag']).toBe(before);
  });
});
