import { describe, expect, test } from 'vitest';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

const { db, graphql, token, me } = await demoApp();
const NOTES = '{ allNotes { totalCount nodes { id title workspaceId } } }';
const CREATE = 'mutation ($title: String!) { createNote(input: { note: { title: $title } }) { note { id title } } }';
const UPDATE =
  'mutation ($id: ID!) { updateNote(input: { id: $id, notePatch: { title: "changed" } }) { note { title } } }';
const DELETE = 'mutation ($id: ID!) { deleteNote(input: { id: $id }) { note { title } } }';

const owner = await token('owner@acme.test');
const member = await token('member@acme.test');
const viewer = await token('viewer@acme.test');
const globex = await token('owner@globex.test');
const workspaceIds = Object.fromEntries(
  (await db.admin<{ slug: string; id: string }[]>`select slug, id from rowseal.workspaces`).map(({ slug, id }) => [
    slug,
    id,
  ]),
);

async function notesOf(
  caller: string,
  workspace?: string,
): Promise<{ title: string; workspaceId: string; id: string }[]> {
  const { body } = await graphql(NOTES, { token: caller, ...(workspace === undefined ? {} : { workspace }) });
  return body.data.allNotes.nodes;
}

describe('who sees what', () => {
  test.each([
    ['owner@acme.test', owner, 'acme', 36],
    ['member@acme.test', member, 'acme', 36],
    ['viewer@acme.test', viewer, 'acme', 36],
    ['owner@globex.test', globex, 'acme', 36],
    ['owner@globex.test', globex, 'globex', 30],
  ])('%s sees exactly the notes of the workspace named', async (_, caller, workspace, count) => {
    const notes = await notesOf(caller, workspace);
    expect(notes).toHaveLength(count);
    expect(new Set(notes.map(({ workspaceId }) => workspaceId))).toEqual(new Set([workspaceIds[workspace]]));
  });

  test('a workspace is named by its id as well', async () => {
    expect(await notesOf(globex, workspaceIds['globex'])).toHaveLength(30);
  });

  test('without a workspace there is nothing to see or write, and the answer says why', async () => {
    expect((await graphql(NOTES, { token: globex })).body.errors[0].extensions.code).toBe('workspace_required');
    const { body } = await graphql(CREATE, { token: globex, variables: { title: 'nowhere' } });
    expect(body.errors[0].extensions.code).toBe('workspace_required');
  });

  test('a token bound to a workspace needs no header', async () => {
    const bound = await token('owner@globex.test', { workspace: 'globex' });
    expect(await notesOf(bound)).toHaveLength(30);
  });

  test.each([
    ['of others', 'globex'],
    ['that does not exist', 'initech'],
    ['by an id that does not exist', '01a20bd8-1955-73aa-94a0-197ff9c52136'],
  ])('a workspace %s is refused with 403 and a problem document', async (_, workspace) => {
    for (const answer of [await graphql(NOTES, { token: member, workspace }), await me(member, workspace)]) {
      expect(answer.status).toBe(403);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ code: 'not_a_member', status: 403 });
    }
  });
});

describe('who may write', () => {
  test('a member writes, changes and deletes', async () => {
    const created = await graphql(CREATE, { token: member, workspace: 'acme', variables: { title: 'mine' } });
    const { id } = created.body.data.createNote.note;
    const updated = await graphql(UPDATE, { token: member, workspace: 'acme', variables: { id } });
    expect(updated.body.data.updateNote.note.title).toBe('changed');
    const removed = await graphql(DELETE, { token: member, workspace: 'acme', variables: { id } });
    expect(removed.body.data.deleteNote.note.title).toBe('changed');
    expect(await notesOf(member, 'acme')).toHaveLength(36);
  });

  test.each([
    ['create', CREATE],
    ['update', UPDATE],
    ['delete', DELETE],
  ])('a viewer, and a session limited to reading, may not %s', async (_, mutation) => {
    const before = await notesOf(viewer, 'acme');
    const variables = { title: 'no', id: before[0]?.id };
    const limited = await token('owner@acme.test', { scope: 'notes:read' });
    for (const caller of [viewer, limited]) {
      const { body } = await graphql(mutation, { token: caller, workspace: 'acme', variables });
      expect(body.errors[0].extensions.code).toBe('insufficient_scope');
    }
    expect(await notesOf(viewer, 'acme')).toEqual(before);
  });

  test('a note of another workspace cannot be changed, nor told from one that does not exist', async () => {
    const [note] = await notesOf(globex, 'globex');
    const absentId = btoa(JSON.stringify(['Note', workspaceIds['globex'], '01a20bd8-1955-73aa-94a0-197ff9c52136']));
    const attempt = (id: unknown) => graphql(UPDATE, { token: member, workspace: 'acme', variables: { id } });
    const [foreign, absent] = [await attempt(note?.id), await attempt(absentId)];
    expect(foreign.body).toEqual(absent.body);
    expect(foreign.body.data.updateNote).toEqual({ note: null });
    expect(await notesOf(globex, 'globex')).toContainEqual(note);
  });
});

describe('revocation takes effect on the next request with the same token', () => {
  test('removing the membership', async () => {
    const caller = await token('owner@globex.test');
    expect(await notesOf(caller, 'acme')).toHaveLength(36);
    const [removed] = await db.admin<{ workspace_id: string; user_id: string; role: string }[]>`
      delete from rowseal.memberships using rowseal.users, rowseal.workspaces
       where memberships.user_id = users.id and users.email = 'owner@globex.test'
         and memberships.workspace_id = workspaces.id and workspaces.slug = 'acme'
      returning memberships.workspace_id, memberships.user_id, memberships.role`;
    expect((await graphql(NOTES, { token: caller, workspace: 'acme' })).status).toBe(403);
    expect(await notesOf(caller, 'globex')).toHaveLength(30);
    if (!removed) throw new Error('there was no membership to remove');
    await db.admin`insert into rowseal.memberships ${db.admin(removed, 'workspace_id', 'user_id', 'role')}`;
    expect(await notesOf(caller, 'acme')).toHaveLength(36);
  });

  test('changing the role', async () => {
    const caller = await token('member@acme.test');
    const become = (role: string) => db.admin`
      update rowseal.memberships set role = ${role}
        from rowseal.users where users.id = memberships.user_id and users.email = 'member@acme.test'`;
    await become('viewer');
    const refused = await graphql(CREATE, { token: caller, workspace: 'acme', variables: { title: 'x' } });
    expect(refused.body.errors[0].extensions.code).toBe('insufficient_scope');
    await become('member');
    const allowed = await graphql(CREATE, { token: caller, workspace: 'acme', variables: { title: 'x' } });
    expect(allowed.body.errors).toBeUndefined();
  });

  test('revoking the session', async () => {
    const caller = await token('viewer@acme.test');
    const other = await token('viewer@acme.test');
    expect((await me(caller, 'acme')).status).toBe(200);
    const { session_id } = (await me(caller)).body;
    await db.admin`update rowseal_private.sessions set revoked_at = now() where id = ${session_id}`;
    for (const answer of [await graphql(NOTES, { token: caller, workspace: 'acme' }), await me(caller)]) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect(answer.headers['www-authenticate']).toBe(
        `Bearer error="invalid_token", resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`,
      );
    }
    expect((await me(other)).status).toBe(200);
  });

  test('disabling the user', async () => {
    const caller = await token('viewer@acme.test');
    await db.admin`update rowseal.users set disabled_at = now() where email = 'viewer@acme.test'`;
    expect(await graphql(NOTES, { token: caller, workspace: 'acme' })).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    });
    await db.admin`update rowseal.users set disabled_at = null where email = 'viewer@acme.test'`;
    // Nothing revives with the account; a new login does.
    expect((await me(caller)).status).toBe(401);
    expect((await me(await token('viewer@acme.test'))).status).toBe(200);
  });
});

describe('before anything is parsed', () => {
  test.each([
    ['no token', {}],
    ['a garbage token', { token: 'garbage' }],
    ['a token of three parts', { token: 'a.b.c' }],
  ])('%s is a 401, even with a document that is no GraphQL', async (_, call) => {
    const answer = await graphql('{{{ not GraphQL', call);
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});
