import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// A table that asks for a second factor, and somebody who has shown none: SQL of their own, GraphQL, tokens.
const demo = await demoApp();
const { db, graphql, token } = demo;
const gateway = connect(db.gatewayUrl);
afterAll(() => gateway.end());

const FRESH = ", assured => '{delete}', assurance => 2, fresh => '5 minutes'";
const protect = (options: string) =>
  db.admin.unsafe(`select rowseal.protect('app.notes', 'workspace_id', 'notes:read', 'notes:write'${options})`);

/** A note of the workspace, one of another, and one that is not there. */
const NOTES: Record<'own' | 'foreign' | 'absent', string> = { own: '', foreign: '', absent: crypto.randomUUID() };
let ada: Person;

beforeAll(async () => {
  // Whether a row is there must not show by a key without the workspace either.
  await db.admin.unsafe('create unique index notes_id on app.notes (id)');
  const rows = await db.admin<{ slug: string; id: string }[]>`
    select distinct on (slug) slug, note.id from app.notes as note join rowseal.workspaces on workspaces.id = workspace_id`;
  NOTES.own = rows.find(({ slug }) => slug === 'acme')?.id ?? '';
  NOTES.foreign = rows.find(({ slug }) => slug !== 'acme')?.id ?? '';
  expect(NOTES.own && NOTES.foreign).not.toBe('');
});
beforeEach(async () => {
  await protect(`${FRESH}, allow => '{key:notes_id}'`);
  ada = await createPerson(db.admin, 'acme', 'owner');
});

/** What statements of ada's come to, one after the other in one transaction that is taken back. */
async function outcomes(...statements: string[]): Promise<string[]> {
  const undo = new Error('undo');
  const found: string[] = [];
  await gateway
    .begin(async (sql) => {
      const { entry } = ada;
      await sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, 'acme', null, null)`;
      for (const statement of statements)
        await sql
          .savepoint((inner) => inner.unsafe(statement))
          .then(
            ({ count }) => found.push(String(count)),
            ({ code, detail }: postgres.PostgresError) => found.push([code, detail].filter(Boolean).join(' ')),
          );
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}
const REFUSED = 'RS050 {"max_age": 300, "acr_values": "urn:rowseal:assurance:2"}';
const removal = (id: string) => `delete from app.notes where id = '${id}'`;

describe('SQL of a request', () => {
  test.each([
    [
      'adds a proof',
      `insert into rowseal_private.session_proofs select rowseal.user_id(), rowseal.session_id(), 'totp', now()`,
    ],
    ['makes its proofs of now', 'update rowseal_private.session_proofs set proved_at = now()'],
    ['calls what notes a proof', `select rowseal_private.add_proof(rowseal.user_id(), rowseal.session_id(), 'totp')`],
    ['calls what completes a login', `select rowseal_private.use_factor(rowseal.user_id(), 'totp', 1, null, null)`],
    ['raises its own tokens', 'update rowseal_private.personal_access_tokens set assurance = 2'],
    ['asks for less', 'alter policy rowseal_gate_delete on app.notes using (true)'],
    ['takes the table back', `select rowseal.unprotect('app.notes')`],
    [
      'puts a function in front',
      `create function public.require_scope(text, integer, integer) returns uuid return null`,
    ],
    ['widens what is fresh', `update rowseal_private.settings set fresh_proof = '1 day'`],
  ])('raises nothing where it %s', async (_, statement) => {
    const [tried = '', removed] = await outcomes(statement, removal(NOTES.own));
    expect(tried).toMatch(/^(42501|0$)/);
    expect(removed).toBe(REFUSED);
  });

  test.each([
    `set local rowseal.assurance = '2'`,
    `set local "rowseal.level" = '2'`,
    `set local search_path = pg_temp, public`,
    `set local role rowseal_user`,
    `set local timezone = 'Pacific/Kiritimati'`,
    `set local intervalstyle = 'sql_standard'`,
    `select set_config('rowseal.context', current_setting('rowseal.context') || ' assurance:2 ', true)`,
  ])('and no setting does: %s', async (setting) => {
    const [, removed] = await outcomes(setting, removal(NOTES.own));
    // A context that somebody has written on is none.
    expect(removed).toBe(setting.includes('context') ? '28000' : REFUSED);
  });

  test('learns of no row whether it is there: own, foreign and absent ones are refused alike', async () => {
    const statements = (id: string) => [
      removal(id),
      `${removal(id)} returning id`,
      `delete from app.notes where id = '${id}' and 1 / (case when id is null then 1 else 0 end) = 1`,
      `with gone as (delete from app.notes where id = '${id}' returning 1) select from gone`,
      `delete from app.notes using (select 1) as x where app.notes.id = '${id}'`,
    ];
    for (const id of Object.values(NOTES)) expect(await outcomes(...statements(id))).toEqual(Array(5).fill(REFUSED));
    const each = (policy: string) => db.admin.unsafe(`alter policy rowseal_gate_delete on app.notes using (${policy})`);
    // The control: a condition beside the workspace is looked at for some of them and not for others.
    await each(
      `workspace_id = (select rowseal.require_scope('notes:write')) and (select rowseal.require_assurance(2, '5 minutes')) = 1`,
    );
    const beside = await Promise.all(Object.values(NOTES).map(async (id) => (await outcomes(removal(id)))[0]));
    expect(new Set(beside).size).toBeGreaterThan(1);
  });

  test('removes the row once the person has proved enough: the control', async () => {
    await db.admin`insert into rowseal_private.session_proofs values (${ada.entry.sub}, ${ada.entry.sid}, 'totp', now())`;
    expect(await outcomes(...Object.values(NOTES).map(removal))).toEqual(['1', '0', '0']);
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '6 minutes' where kind = 'password'`;
    expect(await outcomes(...Object.values(NOTES).map(removal))).toEqual(Array(3).fill(REFUSED));
  });
});

describe('over GraphQL', () => {
  const REMOVE = 'mutation ($id: ID!) { deleteNote(input: { id: $id }) { note { title } } }';
  const node = (workspace: string, id: string) =>
    Buffer.from(JSON.stringify(['Note', workspace, id])).toString('base64');
  const remove = async (bearer: string, id: string) => {
    const [acme] = await db.admin`select id from rowseal.workspaces where slug = 'acme'`;
    return graphql(REMOVE, {
      token: bearer,
      workspace: 'acme',
      variables: { id: node(String(acme?.['id']), id) },
    });
  };

  test('a session is answered what it has to prove, whatever the note', async () => {
    const bearer = await token('owner@acme.test');
    const answers = await Promise.all(Object.values(NOTES).map((id) => remove(bearer, id)));
    for (const { body } of answers) {
      expect(body.data).toEqual({ deleteNote: null });
      expect(body.errors[0].extensions).toEqual({
        code: 'insufficient_user_authentication',
        acr_values: 'urn:rowseal:assurance:2',
        max_age: 300,
      });
    }
    const [own, ...others] = answers.map(({ body }) => body);
    for (const other of others) expect(other).toEqual(own);
  });

  test('a token, which nobody can raise, is told so', async () => {
    const bearer = await token('owner@acme.test', { workspace: 'acme' });
    const made = await demo.send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { authorization: `Bearer ${bearer}`, 'x-rowseal-workspace': 'acme' },
      payload: { name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
    });
    expect(made.status).toBe(201);
    const answers = await Promise.all(Object.values(NOTES).map((id) => remove(made.body.token, id)));
    for (const { body } of answers) expect(body.errors[0].extensions).toEqual({ code: 'assurance_unavailable' });
    // However well its maker had proved who they are. The control: where no age is asked for, that counts.
    await db.admin`update rowseal_private.personal_access_tokens set assurance = 2`;
    expect((await remove(made.body.token, NOTES.absent)).body.errors[0].extensions.code).toBe('assurance_unavailable');
    await protect(", assured => '{delete}', assurance => 2, allow => '{key:notes_id}'");
    expect((await remove(made.body.token, NOTES.absent)).body.errors?.[0]?.extensions.code).not.toBe(
      'assurance_unavailable',
    );
  });

  test('who has just shown both factors removes the note: the control', async () => {
    const bearer = await token('owner@acme.test');
    await db.admin`
      insert into rowseal_private.session_proofs
      select user_id, session_id, 'totp', now() from rowseal_private.session_proofs on conflict do nothing`;
    const { body } = await remove(bearer, NOTES.own);
    expect(body.errors).toBeUndefined();
    expect(body.data.deleteNote.note.title).toEqual(expect.any(String));
  });
});
