import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { query } from '#server/cli/querying.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const { admin, adminUrl, gatewayUrl, name } = await freshDatabase({ seeded: true });
const role = `bi_${randomBytes(4).toString('hex')}`;
await admin.unsafe(`create role ${role} login`);
afterAll(() => admin.unsafe(`drop owned by ${role}; drop role ${role}`));
const [member] = await admin<{ user_id: string; workspace_id: string }[]>`
  select account.id as user_id, workspace.id as workspace_id
    from rowseal.users as account, rowseal.workspaces as workspace
   where account.email = 'member@acme.test' and workspace.slug = 'acme'`;
const [made] = await admin<{ token: string }[]>`
  with secret as (select rowseal_private.random_bytes(33) as bytes, rowseal.uuidv7() as id),
       made as (
         insert into rowseal_private.personal_access_tokens
           (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
         select ${member?.user_id ?? ''}, id, ${member?.workspace_id ?? ''}, 'sql', sha256(sha256(bytes)), 'abcd',
                now() + interval '1 day'
           from secret
         returning user_id)
  select rowseal_private.format_token('rsp_', uuid_send(made.user_id) || uuid_send(secret.id) || secret.bytes) as token
    from secret, made`;
const token = made?.token ?? '';

async function rowseal(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await commandLine(env, createLifecycle()).parseAsync(args, { from: 'user' });
    return printed.mock.calls.join('\n');
  } finally {
    printed.mockRestore();
  }
}

test('rowseal policy asks everybody, says who lacks it, and takes it back', async () => {
  const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
  expect(await rowseal(env, 'policy', 'show')).toMatch(/^Nothing is asked of everybody; .* 15 characters or more$/);
  expect(await rowseal(env, 'policy', 'set', '2', '--grace', '14 days')).toContain('is told by mail');
  expect(await rowseal(env, 'policy', 'set', '2', '--grace', '14 days')).toBe('It was so before');
  expect(await rowseal(env, 'policy', 'show')).toMatch(
    /^Since \S+Z everybody is asked for two factors, with a grace period of 14 days\. (\d+) of \1 people lack it\. .* 15 /,
  );
  await rowseal(env, 'policy', 'set', '3', '--grace', '0');
  expect(JSON.parse(await rowseal(env, 'policy', 'show', '--json'))).toMatchObject({
    required_assurance: 3,
    least_password: 8,
  });
  for (const grace of ['soon', '91 days', '-1 day'])
    await expect(rowseal(env, 'policy', 'set', '2', '--grace', grace)).rejects.toThrow('0 to 90 days');
  await expect(rowseal(env, 'policy', 'set', '1')).rejects.toThrow();
  expect(await rowseal(env, 'policy', 'end')).toContain('any more');
  expect(await rowseal(env, 'policy', 'end')).toBe('It was so before');
});

test('rowseal role binds a login role to a member, lists it, and unbinds it', async () => {
  const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
  const whose = ['--user', 'member@acme.test', '--workspace', 'acme'];
  expect(await rowseal(env, 'role', 'bind', role, ...whose, '--scope', 'notes:read')).toContain(
    `A session of ${role} is member@acme.test in acme, and reads`,
  );
  expect(await rowseal(env, 'role', 'list')).toMatch(
    new RegExp(`^${role} +member@acme.test +acme +notes:read +reads +\\S+ +live$`, 'm'),
  );
  expect(JSON.parse(await rowseal(env, 'role', 'list', '--json'))).toMatchObject([{ role, state: 'live' }]);
  expect(await rowseal(env, 'user', 'show', 'member@acme.test')).toContain('database_role');
  await expect(rowseal(env, 'role', 'bind', 'rowseal_issuer', ...whose)).rejects.toThrow('must not be bound');
  await expect(rowseal(env, 'role', 'bind', role, ...whose, '--expires', 'soon')).rejects.toThrow('not a time');
  expect(await rowseal(env, 'role', 'unbind', role)).toContain('no longer bound');
  await expect(rowseal(env, 'role', 'unbind', role)).rejects.toThrow('is not bound, and has neither');
  await admin.unsafe(`grant rowseal_reader to ${role}`);
  expect(await rowseal(env, 'role', 'unbind', role)).toContain('no longer bound');
});

test('the statements of docs/sql-clients.md bind a role', async () => {
  const page = await readFile('docs/sql-clients.md', 'utf8');
  const [, block = ''] = /```sql\n(.*?)```/s.exec(page) ?? [];
  const text = block
    .replaceAll('reports_7f3a', `${role}_docs`)
    .replace('<user id>', member?.user_id ?? '')
    .replace('database app', `database ${name}`);
  await admin.unsafe(text);
  const [bound] = await admin`select state, scopes from rowseal_audit.bound_roles()`;
  expect(bound).toEqual({ state: 'live', scopes: 'notes:read' });
  await admin.unsafe(`select rowseal.unbind_role('${role}_docs'); drop owned by ${role}_docs; drop role ${role}_docs`);
});

describe('rowseal sql', () => {
  // Neither a master key nor an administrator's URL: what an agent is given.
  const env = { ROWSEAL_GATEWAY_URL: gatewayUrl, ROWSEAL_TOKEN: token };
  const sql = (statement: string, ...flags: string[]) =>
    rowseal(env, 'sql', '--workspace', 'acme', ...flags, statement);

  test('reads rows of the workspace as the holder of the token', async () => {
    expect(await sql('select slug, 1 as one from rowseal.workspaces')).toBe('slug  one\nacme  1\n(1 row)');
    expect(
      JSON.parse(await sql(`select true as yes, 1.50::numeric as price, '{"a":1}'::jsonb as more`, '--json')),
    ).toEqual([{ yes: true, price: '1.50', more: { a: 1 } }]);
    expect(await sql(`select e'a\\x1b[2J' as text`)).toContain('a\\x1b[2J');
    const titles = JSON.parse(await sql('select distinct workspace_id from app.notes', '--json'));
    expect(titles).toEqual([{ workspace_id: member?.workspace_id }]);
    const [used] = await admin`select last_used_at from rowseal_private.personal_access_tokens where name = 'sql'`;
    expect(used?.['last_used_at']).not.toBeNull();
  });

  test.each([
    ['an insert', `insert into app.notes (title) values ('x')`, '25006'],
    ['a write in a function', `select set_config('rowseal.x', '', false), nextval('nowhere')`, '42P01'],
    ['becoming read-write', 'set transaction read write', '25001'],
    ['two statements', 'select 1; select 2', '42601'],
    ['another principal', `select rowseal.enter_with_token('rsp_x', null)`, 'RS003'],
  ])('refuses %s', async (_, statement, code) => {
    await expect(sql(statement)).rejects.toMatchObject({ code });
  });

  test('refuses what ends the transaction, a workspace of others, and no token', async () => {
    await expect(sql('commit')).rejects.toThrow('a transaction of its own');
    await expect(rowseal(env, 'sql', '--workspace', 'globex', 'select 1')).rejects.toMatchObject({ code: 'RS005' });
    await expect(
      rowseal({ ROWSEAL_GATEWAY_URL: gatewayUrl }, 'sql', '--workspace', 'acme', 'select 1'),
    ).rejects.toThrow('set ROWSEAL_TOKEN');
    await expect(rowseal({ ...env, ROWSEAL_TOKEN: 'rsp_x' }, 'sql', '--workspace', 'acme', 'select 1')).rejects.toThrow(
      'is not a personal access token',
    );
  });

  test('at a terminal asks for statements, goes on after an error, and sends no token in a text', async () => {
    const input = Object.assign(
      Readable.from([
        'select no_such\n',
        'from rowseal.workspaces;\n',
        'select query from pg_stat_activity\n',
        'where pid = pg_backend_pid();\n',
      ]),
      { isTTY: true },
    );
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const configuration = () => Promise.reject(new Error('it is not read'));
    await query({ env, configuration }, createLifecycle(), { workspace: 'acme', json: false, input });
    const output = [...printed.mock.calls, ...told.mock.calls].join('\n');
    expect(output).toContain('column "no_such" does not exist');
    expect(output).toContain('select query from pg_stat_activity');
    expect(output).not.toContain(token.slice(4, 60));
  });

  test('reads one statement from standard input', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    const configuration = () => Promise.reject(new Error('it is not read'));
    const input = Readable.from(['select 1\n', 'as one;\n']);
    await query({ env, configuration }, createLifecycle(), { workspace: 'acme', json: false, input });
    expect(printed.mock.calls.join('\n')).toBe('one\n1\n(1 row)');
  });
});
