import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { formatToken } from '#server/credentials/token-format.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const { admin, adminUrl, gatewayUrl } = await freshDatabase({ seeded: true });
const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };

/** Runs a command here, and takes back the exit code that it leaves. */
async function rowseal(...args: string[]): Promise<{ code: number; output: string }> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await commandLine(env, createLifecycle()).parseAsync(args, { from: 'user' });
    return { code: Number(process.exitCode ?? 0), output: printed.mock.calls.join('\n') };
  } finally {
    process.exitCode = before;
    printed.mockRestore();
  }
}

const [member] = await admin<{ id: string }[]>`select id from rowseal.users where email = 'viewer@acme.test'`;
const [note] = await admin<{ id: string }[]>`
  select notes.id from app.notes join rowseal.workspaces on workspaces.id = workspace_id where slug = 'acme' limit 1`;
const viewer = member?.id ?? '';
const noteId = note?.id ?? '';

// Other test files make logins in the same server.
const OF_OTHERS = ['role_bypasses', 'own_role_membership', 'group_without_binding', 'logs_parameters', 'owner_logs_in'];

describe('rowseal findings', () => {
  const kinds = (output: string) =>
    (JSON.parse(output) as { kind: string }[]).map(({ kind }) => kind).filter((kind) => !OF_OTHERS.includes(kind));

  test('says what is wrong and how it is mended, and ends with 1 if asked to', async () => {
    expect(kinds((await rowseal('findings', '--json')).output)).toEqual([]);
    await admin`alter table app.notes no force row level security`;
    const { code, output } = await rowseal('findings', '--exit-code');
    expect(code).toBe(1);
    expect(output).toContain('high  row_security_not_forced  app.notes');
    expect(output).toContain('  owner: alter table app.notes force row level security;');
    expect((await rowseal('findings')).code).toBe(0);
  });

  test('shows what was accepted only if asked to', async () => {
    await admin`
      select rowseal_audit.accept(fingerprint, 'for the test', now() + interval '1 day')
        from rowseal_audit.findings where kind = 'row_security_not_forced'`;
    expect(kinds((await rowseal('findings', '--json')).output)).toEqual([]);
    expect(kinds((await rowseal('findings', '--json', '--accepted')).output)).toEqual(['row_security_not_forced']);
    expect((await rowseal('findings', '--accepted')).output).toMatch(/accepted until .*Z: for the test/);
  });
});

test('rowseal access lists who may do what', async () => {
  const { output } = await rowseal('access', 'app.notes');
  expect(output).toMatch(/^table +role +command +allowed +gate +scope +rows$/m);
  expect(output).toMatch(/^app\.notes +viewer +delete +no +rowseal_gate_delete +notes:write$/m);
  expect(JSON.parse((await rowseal('access', '--json')).output)).toContainEqual(
    expect.objectContaining({ relation: 'app.notes', role: 'owner', command: 'delete', allowed: true }),
  );
});

test('rowseal reach counts people and credentials, and lists those of a workspace', async () => {
  expect((await rowseal('reach', 'app.notes', 'delete')).output).toMatch(/ owner +person +1$/m);
  const { output } = await rowseal('reach', 'app.notes', '--workspace', 'acme');
  expect(output).toMatch(new RegExp(`^person +${viewer} +${viewer} +viewer +.*notes:read`, 'm'));
  await expect(rowseal('reach', 'app.notes', '--workspace', 'nowhere')).rejects.toThrow(
    'there is no workspace nowhere',
  );
  await expect(rowseal('reach', 'app.nothing')).rejects.toThrow('app.nothing');
});

describe('rowseal explain', () => {
  const ask = (command: string, ...more: string[]) =>
    rowseal('explain', viewer, 'app.notes', command, '--workspace', 'acme', '--key', `id=${noteId}`, ...more);

  test('says that it is allowed, or which gate denies it and what would allow it', async () => {
    expect(await ask('select')).toEqual({ code: 0, output: 'allowed' });
    expect(await ask('delete')).toEqual({
      code: 1,
      output: [
        'denied by role_scope (RS006)',
        'The role viewer does not grant notes:write, which rowseal_gate_delete asks for.',
        'What would allow it: a role with the scope notes:write',
      ].join('\n'),
    });
    expect(JSON.parse((await ask('delete', '--json')).output)).toMatchObject({ allowed: false, gate: 'role_scope' });
  });

  test('takes a personal access token, and sends its id alone', async () => {
    const secret = Buffer.alloc(33, 7);
    const [made] = await admin<{ id: string }[]>`
      insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at, revoked_at)
      select ${viewer}, rowseal.uuidv7(), id, 'x', sha256('x'), 'xxxx', now() + interval '1 day', now() from rowseal.workspaces where slug = 'acme'
      returning id`;
    const bytes = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');
    const token = formatToken('rsp_', Buffer.concat([bytes(viewer), bytes(made?.id ?? ''), secret]));
    expect((await rowseal('explain', token, 'app.notes', 'select')).output).toMatch(/^denied by revoked \(RS001\)/);
  });

  test('refuses what is no principal, and a key that is none', async () => {
    await expect(rowseal('explain', 'somebody', 'app.notes', 'select')).rejects.toThrow('neither an id nor');
    await expect(rowseal('explain', viewer, 'app.notes', 'select', '--key', 'x')).rejects.toThrow('column=value');
  });
});

describe('rowseal as-of', () => {
  test('lists what somebody could use at a moment, and who could reach a row', async () => {
    await sleep(5);
    const at = new Date().toISOString();
    await sleep(5);
    await admin`
      update rowseal.memberships set role = 'member' where user_id = ${viewer}
         and workspace_id = (select id from rowseal.workspaces where slug = 'acme')`;
    const used = await rowseal('as-of', at, '--user', viewer, '--workspace', 'acme');
    expect(used.output).toMatch(new RegExp(`^person +${viewer} +viewer +.*notes:read`, 'm'));
    const reached = await rowseal('as-of', at, '--table', 'app.notes', '--key', `id=${noteId}`);
    expect(reached.output).toMatch(new RegExp(`^person +${viewer} +${viewer} +viewer +select$`, 'm'));
    expect(reached.output).toContain('the protection of the table as of now.');
    const json = await rowseal('as-of', new Date().toISOString(), '--user', viewer, '--workspace', 'acme', '--json');
    expect(JSON.parse(json.output)).toContainEqual(expect.objectContaining({ kind: 'person', role: 'member' }));
  });

  test('refuses what is no time, and half of a question', async () => {
    await expect(rowseal('as-of', 'yesterday', '--user', viewer)).rejects.toThrow('not a time in ISO 8601');
    await expect(rowseal('as-of', new Date().toISOString(), '--user', viewer)).rejects.toThrow('--workspace');
    await expect(rowseal('as-of', '2020-01-01', '--user', viewer, '--workspace', 'acme')).rejects.toThrow('not kept');
  });
});

describe('rowseal preview', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-preview-'));
  afterAll(() => rm(folder, { recursive: true }));
  const previewed = async (sql: string, ...flags: string[]) => {
    const file = path.join(folder, 'migration.sql');
    await writeFile(file, sql);
    return rowseal('preview', file, ...flags);
  };

  test('says who gains what, and which findings appear, and changes nothing', async () => {
    const opening = 'alter table app.notes disable row level security';
    const { code, output } = await previewed(opening, '--exit-code');
    expect(code).toBe(1);
    expect(output).toMatch(/^viewer +\d+ +gains +delete +app\.notes +no row +every row of all workspaces$/m);
    expect(output).toContain('appears  row_security_off  app.notes');
    const markdown = await previewed(opening, '--markdown');
    expect(markdown.code).toBe(0);
    expect(markdown.output).toMatch(/^\| viewer \| \d+ \| gains \| delete \| app\.notes \| no row \|/m);
    expect(markdown.output).toContain('- **appears**: `row_security_off` app.notes.');
    expect(JSON.parse((await previewed(opening, '--json')).output)).toContainEqual(
      expect.objectContaining({ change: 'gains', role: 'viewer', command: 'delete', becomes: 'every' }),
    );
    const [kept] = await admin`select relrowsecurity as is_on from pg_class where oid = 'app.notes'::regclass`;
    expect(kept?.['is_on']).toBe(true);
  });

  test('ends with 0 where nobody gains anything', async () => {
    // Where another test file makes a login meanwhile, somebody does.
    await expect
      .poll(() => previewed('create table app.later (id int)', '--exit-code'))
      .toMatchObject({ code: 0, output: 'Nobody gains or loses anything.' });
  });

  test('refuses what cannot be taken back', async () => {
    await expect(previewed('begin; create table app.later (); commit')).rejects.toThrow('BEGIN');
    await expect(previewed(`copy app.notes to program 'cat'`)).rejects.toThrow('COPY with a program');
  });
});

test('somebody who is no auditor is told who may ask', async () => {
  const others = { ...env, DATABASE_URL: gatewayUrl };
  await expect(commandLine(others, createLifecycle()).parseAsync(['findings'], { from: 'user' })).rejects.toThrow(
    'member of rowseal_auditor',
  );
});
