import { execFile } from 'node:child_process';
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { installTestKit } from '#server/install/test-kit.ts';
import { ROOT } from '#server/manifest.ts';
import { runCommand } from '#test/support/command.ts';
import { behindPooler, demoApp } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// What docs/agents.md says is done here as it is written, in its order; and llms.txt leads to it.
const page = await readFile(path.join(ROOT, 'docs/agents.md'), 'utf8');

/** The blocks of code of a task, in a language. */
function steps(task: string, language: string): string[] {
  const [, text = ''] = new RegExp(`^## ${task}\\n(.*?)(?=^## |$(?![\\s\\S]))`, 'ms').exec(page) ?? [];
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);
}

const { app, db, token } = await demoApp({ graphql: false });
const { admin } = db;
const made: string[] = [];
afterAll(() => Promise.all(made.map((file) => rm(file, { force: true }))));

/** A file of this checkout, for as long as the tests run. */
async function fileOf(name: string, code: string): Promise<string> {
  const file = path.join(import.meta.dirname, `agents-${name}-${process.pid}.tmp.ts`);
  made.push(file);
  await writeFile(file, code);
  return file;
}

/** Runs a command of the page, with variables of its shell. */
function command(line: string, variables: Record<string, string> = {}) {
  const words = [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
  const args = words.map((word) => word.replace(/^\$(\w+)$/, (_, name) => variables[name] ?? ''));
  expect(args.slice(0, 2)).toEqual(['npx', 'rowseal']);
  const env = { DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
  return runCommand(env, ...args.slice(2));
}

let listInvoices: (request: Request, workspace: string) => Promise<Response>;
let close = async () => {};
afterAll(() => close());
const asked = async (bearer: string | undefined, workspace: string) => {
  const headers: HeadersInit = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const answer = await listInvoices(new Request('http://localhost/invoices', { headers }), workspace);
  return {
    status: answer.status,
    body: (await answer.json()) as { code?: string; title?: string }[] & { code?: string },
  };
};

describe('docs/agents.md', () => {
  test('has the tasks that it is for', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, task]) => task)).toEqual([
      'Protect a table',
      'Authenticate a request',
      'Write a test of isolation',
      'Add a service key',
      'Read a denial',
    ]);
  });

  test('Protect a table', async () => {
    const [migration = '', findings = ''] = steps('Protect a table', 'sql');
    await admin.unsafe(migration);
    expect(await admin.unsafe(findings)).toHaveLength(0);
    // The control: the same question about a table that is not as it should be.
    await admin`alter table app.invoices no force row level security`;
    expect(await admin.unsafe(findings)).not.toHaveLength(0);
    await admin`alter table app.invoices force row level security`;
    await admin`
      insert into app.invoices (workspace_id, title) select id, 'of ' || slug from rowseal.workspaces where slug in ('acme', 'globex')`;
  });

  test('Authenticate a request', async () => {
    const issuer = await app.listen({ port: 0, host: '127.0.0.1' });
    const code = steps('Authenticate a request', 'ts').join('\n');
    expect(code).toContain('https://auth.example.com');
    const file = await fileOf(
      'request',
      `${code.replace("issuer: 'https://auth.example.com'", `keys: createRemoteJWKSet(new URL('${issuer}/v1/jwks.json')), issuer: 'http://localhost:4000'`)}
import { createRemoteJWKSet } from 'jose';
export const close = () => workspaces.close();`,
    );
    process.env['GATEWAY_URL'] = behindPooler(db.gatewayUrl);
    ({ listInvoices, close } = await import(file));
    delete process.env['GATEWAY_URL'];
    const member = await token('member@acme.test');
    expect((await asked(member, 'acme')).body.map(({ title }) => title)).toEqual(['of acme']);
    expect(await asked(member, 'globex')).toMatchObject({ status: 403, body: { code: 'not_a_member' } });
    expect(await asked(undefined, 'acme')).toMatchObject({ status: 401, body: { code: 'authentication_required' } });
  });

  test('Write a test of isolation', { timeout: 120_000 }, async () => {
    await installTestKit(db.adminUrl);
    const [suite = ''] = steps('Write a test of isolation', 'ts');
    expect(suite.match(/^test\(/gm)).toHaveLength(2);
    // By Node's own runner, as the page says that it may: a vitest in a vitest would look for these tests' own setup.
    const file = await fileOf('isolation', asNodeTest(suite));
    const run = () =>
      promisify(execFile)(process.execPath, ['--test', file], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], DATABASE_URL: db.adminUrl, NODE_ENV: 'test' },
      }).then(
        ({ stdout }) => ({ passes: true, stdout }),
        ({ stdout }) => ({ passes: false, stdout }),
      );
    const { passes, stdout } = await run();
    expect(passes, stdout).toBe(true);
    expect(stdout).toMatch(/pass 2\b/);
    // The control is the page's own third step.
    const [, unprotect = ''] = /`(select rowseal\.unprotect\([^`]*)`/.exec(page) ?? [];
    const [migration = ''] = steps('Protect a table', 'sql');
    await admin.unsafe(unprotect);
    expect((await run()).passes).toBe(false);
    await admin.unsafe(/^select rowseal\.protect\(.*$/m.exec(migration)?.[0] ?? '');
    expect((await run()).passes).toBe(true);
  });

  test('Add a service key', async () => {
    const [create = '', key = ''] = steps('Add a service key', 'sh');
    const created = await command(create);
    const SERVICE = /[0-9a-f-]{36}/.exec(created.output)?.[0] ?? '';
    const { code, output } = await command(key, { SERVICE });
    expect([created.code, code]).toEqual([0, 0]);
    const [secret = ''] = output.split('\n');
    expect((await asked(secret, 'acme')).body.map(({ title }) => title)).toEqual(['of acme']);
    expect((await asked(secret, 'globex')).status).toBe(403);
  });

  test('Read a denial', async () => {
    const [explain = ''] = steps('Read a denial', 'sh');
    const [viewer] = await admin<{ id: string }[]>`select id from rowseal.users where email = 'viewer@acme.test'`;
    const { output } = await command(explain, { USER: viewer?.id ?? '' });
    expect(output).toContain('denied by role_scope (RS006)');
    expect(output).toContain('a role with the scope invoices:write');
    // What the table says of codes and SQLSTATEs is what db/ERRORS.md says.
    const errors = await readFile(path.join(ROOT, 'db/ERRORS.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (`[^|]*`) \| (RS[^|]*) \|/gm)];
    expect(rows.length).toBeGreaterThan(6);
    for (const [, codes = '', states = ''] of rows)
      codes.split(', ').forEach((each, at) => {
        const row = errors.split('\n').find((line) => line.startsWith(`| ${states.split(', ')[at]} |`));
        expect(row, each).toContain(each);
      });
  });
});

/** The suite of the page for Node's own runner: the same tests, with what vitest would have given them. */
function asNodeTest(suite: string): string {
  return suite
    .replace(
      "import { expect, test } from 'vitest';",
      "import assert from 'node:assert/strict';\nimport { after, test } from 'node:test';",
    )
    .replace("from 'rowseal'", `from '${path.join(ROOT, 'server/install/personas.ts')}'`)
    .replace(/expect\((.*)\)\.toEqual\((.*)\);/, 'assert.deepEqual($1, $2);')
    .replace(/await expect\((.*)\)\.rejects\.toMatchObject\((.*)\);/, 'await assert.rejects($1, $2);')
    .concat('\nafter(() => pool.end());\n');
}

describe('llms.txt', async () => {
  const text = await readFile(path.join(ROOT, 'llms.txt'), 'utf8');
  const { files } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));

  test('has the form of llmstxt.org: a title, a summary, and lists of links', () => {
    expect(text).toMatch(/^# \S.*\n\n> \S.*\n/);
    const lists = text.split(/^## /m).slice(1);
    expect(lists.length).toBeGreaterThan(2);
    for (const list of lists)
      for (const line of list.trim().split('\n').slice(2)) expect(line).toMatch(/^- \[[^\]]+\]\([^)]+\)(: \S.*)?$/);
  });

  test('leads to every page of docs/, and to nothing that the package does not have', async () => {
    const linked = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, file = '']) => file);
    for (const file of linked) await access(path.join(ROOT, file));
    const pages = (await readdir(path.join(ROOT, 'docs'))).filter((file) => file.endsWith('.md'));
    expect(pages.filter((file) => !linked.includes(`docs/${file}`))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['llms.txt', 'docs/*.md', 'db/*.md', 'SECURITY.md', 'CHANGELOG.md']));
  });
});
