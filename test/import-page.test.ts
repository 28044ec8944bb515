import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommand } from './support/command.ts';
import { freshDatabase } from './support/database.ts';
import { TEST_MASTER_KEY } from './support/master-key.ts';
import { splitStatements } from './support/sql-statements.ts';

const PAGE = readFileSync('docs/import.md', 'utf8');
const db = await freshDatabase({ seeded: true });
await db.admin`
  insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
  values ('google', 'oidc', 'Google', 'https://accounts.google.com', 'c', 'a..b.c.d', 'openid'),
         ('github', 'github', 'GitHub', 'https://github.com', 'c', 'a..b.c.d', 'user')`;
const env = {
  DATABASE_URL: db.adminUrl,
  ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
};

/** The blocks of a language on the page. */
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);

const before = process.cwd();
const folder = mkdtempSync(path.join(tmpdir(), 'rowseal-page-'));
cpSync('test/support/exports', folder, { recursive: true });
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test('every command of docs/import.md imports what it says', async () => {
  const [{ hash = '' } = {}] = JSON.parse(readFileSync('test/credentials/former-vectors.json', 'utf8'));
  const [lines = '', roles = ''] = blocks('jsonl');
  process.chdir(folder);
  writeFileSync('users.jsonl', lines.replace(/\$2b\$12\$…/, hash));
  writeFileSync('roles.jsonl', roles);
  writeFileSync('users.csv', 'email,email_verified\ncat@example.com,true\n');
  const exitCode = process.exitCode;
  const outcomes: string[] = [];
  for (const line of blocks('sh').join('').trim().split('\n')) {
    const [program, name, ...args] = line.split(' ');
    expect(`${program} ${name}`).toBe('npx rowseal');
    const { code, output } = await runCommand(env, ...args);
    expect({ code, output }, line).toMatchObject({ code: 0, output: expect.not.stringContaining('rowseal: ') });
    outcomes.push(/(\d+) imported/.exec(output)?.[1] ?? '');
  }
  process.exitCode = exitCode;
  expect(outcomes).toEqual(['2', '2', '1', '0', '3', '3', '5', '1']);
  const [role] = await db.admin`select scopes from rowseal.roles where name = 'editor'`;
  expect(role?.['scopes']).toEqual(['notes:read', 'notes:write']);
  const members = await db.admin`
    select email, role from rowseal.memberships join rowseal.users on users.id = user_id
     where email like '%@example.com' order by email`;
  expect(members).toEqual([
    { email: 'bob@example.com', role: 'admin' },
    { email: 'cat@example.com', role: 'member' },
  ]);
});

test('every statement of docs/import.md runs, and finds who was imported', async () => {
  const [inline = ''] = /`(select \* from rowseal_audit\.find_imported[^`]+)`/.exec(PAGE)?.slice(1) ?? [];
  expect(await db.admin.unsafe(inline)).toHaveLength(2);
  const [count, expire] = blocks('sql').flatMap(splitStatements);
  expect((await db.admin.unsafe(count?.text ?? '')).length).toBeGreaterThan(3);
  await db.admin`update rowseal_private.passwords set changed_at = now() - interval '1 year' where former is not null`;
  await db.admin.unsafe(expire?.text ?? '');
  expect(await db.admin.unsafe(count?.text ?? '')).toEqual([]);
});
