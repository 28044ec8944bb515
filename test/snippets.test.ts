import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { closeAfterFile } from '#test/support/closing.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFile(path.join(ROOT, file), 'utf8');
const HERE = 'test/snippets.test.ts';

/** The blocks of code of a page: language and text. */
const blocksOf = (text: string) =>
  [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({ language, code }));

/**
 * Which test runs each block of code of each page, in their order; in parentheses why none does.
 * A page of which one test runs all has one entry.
 */
const RUN_BY: Record<string, string[]> = {
  'README.md': [
    '(starts what test/cli and test/demo.test.ts start)',
    'test/readme.test.ts',
    '(npm run test:package does it)',
    ...Array(3).fill('test/readme.test.ts'),
  ],
  'create-rowseal/README.md': ['test/application/created.test.ts'],
  'db/README.md': [
    HERE,
    'test/recipes.test.ts',
    'test/recipes.test.ts',
    HERE,
    'test/recipes.test.ts',
    '(needs sealed events of a worker: sql-tests and test/worker run verify)',
    HERE,
  ],
  'docs/agents.md': ['test/agents.test.ts'],
  'docs/any-language.md': [
    HERE,
    ...Array(7).fill('test/languages/languages.test.ts'),
    '(the program PostgREST is not to be had here: test/attacks/postgrest.test.ts sends what it sends)',
  ],
  'docs/browser.md': [
    'test/client/client.test.ts',
    'test/support/built-client.ts',
    '(React Native is not to be had here: test/client/storage.test.ts runs the same over a storage)',
  ],
  'docs/clients.md': [
    'test/cli/roles.test.ts',
    '(Auth.js: test/oauth/applications.test.ts connects it, with these settings)',
    '(passport: test/oauth/applications.test.ts connects it, with these settings)',
    '(Grafana is not to be had here)',
    HERE,
    HERE,
  ],
  'docs/evidence.md': [
    '(an example of a line)',
    '(a head and a key of somebody: test/cli/events.test.ts verifies its own)',
  ],
  'docs/existing-application.md': ['(of production: test/install and test/cli start such a server)'],
  'docs/first-table.md': [
    ...Array(2).fill('test/install/test-kit.test.ts'),
    '(personas: test/install/test-kit.test.ts and test/agents.test.ts use it in their own words)',
    '(what is printed)',
    'test/install/test-kit.test.ts',
  ],
  'docs/hooks.md': ['test/attacks/hooks.test.ts'],
  'docs/import.md': ['test/import-page.test.ts'],
  'docs/inside-an-application.md': [
    'test/adapters/documentation.test.ts',
    'test/adapters/documentation.test.ts',
    'test/application/hosts.test.ts',
    '(examples/postgraphile, which test/application/postgraphile.test.ts runs, in short)',
    '(in short: test/application/pages.test.ts runs both)',
    HERE,
  ],
  'docs/operate/backup.md': ['test/runbooks.test.ts'],
  'docs/operate/citus.md': ['test/database/citus.test.ts'],
  'docs/operate/failover.md': [
    'test/runbooks.test.ts',
    'test/faults/standby.test.ts',
    ...Array(2).fill('test/runbooks.test.ts'),
  ],
  'docs/operate/incidents.md': ['test/runbooks.test.ts'],
  'docs/operate/keys.md': ['test/runbooks.test.ts'],
  'docs/operate/maintenance.md': ['test/runbooks.test.ts'],
  'docs/operate/network.md': ['test/runbooks.test.ts'],
  'docs/operate/poolers.md': ['test/runbooks.test.ts', ...Array(3).fill('test/database/pooler-logins.test.ts')],
  'docs/operate/replicas.md': ['test/runbooks.test.ts'],
  'docs/operate/sizing.md': ['test/runbooks.test.ts'],
  'docs/operate/upgrades.md': [
    ...Array(3).fill('test/runbooks.test.ts'),
    ...Array(15).fill('test/faults/blue-green.test.ts'),
  ],
  'docs/operating.md': [
    '(containers: npm run test:image)',
    HERE,
    '(Turnstile is not to be had here: test/http/human-check.test.ts runs modules of this form)',
  ],
  'docs/second-factors.md': [
    HERE,
    HERE,
    '(a challenge and a code of somebody: test/routes/factors.test.ts sends its own)',
    '(a browser: test/pages and test/routes sign in by passkeys)',
  ],
  'docs/services.md': [HERE, HERE],
  'docs/splinter.md': ['(fetches from GitHub)'],
  'docs/sql-clients.md': ['test/cli/roles.test.ts', '(as a person at a terminal: test/cli/roles.test.ts reads so)'],
  'docs/streams.md': [
    '(test/graphql/serving-streams.test.ts subscribes in its own words)',
    ...Array(2).fill('test/graphql/serving-streams.test.ts'),
    '(has no end: test/graphql/serving-streams.test.ts reads such a stream)',
  ],
  'docs/typed-clients.md': [
    '(installs from npm)',
    'test/http/typed-client.test.ts',
    '(installs from npm: test/http/typed-client.test.ts has it)',
  ],
  'docs/webhooks.md': [
    '(an example of a message: test/worker/webhooks.test.ts has one verified)',
    '(test/routes/webhooks.test.ts makes one)',
    'test/worker/webhooks.test.ts',
  ],
  'server/cli/README.md': ['(a secret of somebody: test/cli adds providers)'],
};

test('every block of code of every page is run by a test, or says why not', async () => {
  const folders = ['docs', 'docs/operate'];
  const pages = [
    ...[
      'README.md',
      'create-rowseal/README.md',
      'db/README.md',
      'server/cli/README.md',
      'server/README.md',
      'SECURITY.md',
    ],
    ...(
      await Promise.all(
        folders.map(async (name) => (await readdir(path.join(ROOT, name))).map((file) => `${name}/${file}`)),
      )
    ).flat(),
  ].filter((file) => file.endsWith('.md'));
  const wrong: string[] = [];
  for (const page of pages) {
    const blocks = blocksOf(await read(page));
    const run = RUN_BY[page] ?? [];
    if (run.length !== blocks.length && (run.length !== 1 || blocks.length === 0))
      wrong.push(`${page} has ${blocks.length} blocks of code, and here are ${run.length}`);
  }
  for (const file of new Set(
    Object.values(RUN_BY)
      .flat()
      .filter((by) => !by.startsWith('(')),
  )) {
    const text = await read(file).catch(() => '');
    const known = Object.keys(RUN_BY).filter((page) => RUN_BY[page]?.includes(file));
    for (const page of known)
      if (!text.includes(path.basename(page)) && !text.includes(path.dirname(page)) && !text.includes('examples'))
        wrong.push(`${file} does not read ${page}`);
  }
  const named = JSON.stringify(RUN_BY).match(/test\/[\w./-]+\.ts/g) ?? [];
  for (const file of new Set(named)) if ((await read(file).catch(() => '')) === '') wrong.push(`there is no ${file}`);
  expect(wrong).toEqual([]);
});

describe('on a server with the demo', async () => {
  const { app, db, send, token } = await demoApp({ graphql: false });
  await app.listen({ port: 0, host: 'localhost' });
  const { port } = app.server.address() as AddressInfo;
  const access = await token('owner@acme.test');
  /** The block of a page that has a text in it. */
  const block = async (page: string, text: string) => {
    const found = blocksOf(await read(page)).find(({ code }) => code.includes(text));
    if (!found) throw new Error(`no block of ${page} has ${text}`);
    return found.code;
  };
  const shell = async (script: string, env: Record<string, string> = {}) => {
    const text = script.replaceAll('localhost:4000', `localhost:${port}`).replaceAll('curl ', 'curl -s ');
    const { stdout } = await promisify(execFile)('sh', ['-ec', text], { env: { ...process.env, ...env } });
    return stdout;
  };

  test('the statements of docs/any-language.md enter by both kinds of token', async () => {
    const contract = await block('docs/any-language.md', 'enter_with_payload($1');
    const { body } = await send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { authorization: `Bearer ${access}`, 'x-rowseal-workspace': 'acme' },
      payload: { name: 'a', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
    });
    const entries = contract.match(/(?<=^(?:-- )?)select rowseal\.\w+\(.*?\);/gm) ?? [];
    expect(entries).toHaveLength(2);
    const query = /^select title .*?;/m.exec(contract)?.[0] ?? '';
    for (const [at, entry] of entries.entries()) {
      const first = at === 0 ? JSON.stringify(decodeJwt(access)) : body.token;
      const rows = await db.admin.begin(async (sql) => {
        await sql`set local session authorization rowseal_gateway`;
        await sql.unsafe(entry.replace('$1::jsonb', '$1::text::jsonb'), [first, 'acme', null]);
        return sql.unsafe(query);
      });
      expect(rows.length, entry).toBeGreaterThan(0);
    }
  });

  test('the statements of db/README.md enter, accept a finding, and rotate the seal keys', async () => {
    const session = (await block('db/README.md', '<payload>')).replace(/^(begin|commit);\n/gm, '');
    const rows = await db.admin.begin(async (sql) => {
      const statements = session
        .replace('<payload>', JSON.stringify(decodeJwt(access)))
        .split(';\n')
        .slice(0, -1);
      for (const statement of statements.slice(0, -1)) await sql.unsafe(statement);
      return sql.unsafe(statements.at(-1) ?? '');
    });
    expect(rows.length).toBeGreaterThan(5);
    await db.admin.unsafe(await block('db/README.md', 'rowseal_audit.accept('));
    const keys = async () => (await db.admin`select count(*)::integer as n from rowseal_private.seal_keys`)[0]?.['n'];
    const before = await keys();
    const undo = new Error('taken back');
    await db.admin
      .begin(async (sql) => {
        for (const statement of (await block('db/README.md', 'at_once => true')).split(';').filter((one) => one.trim()))
          await sql.unsafe(statement);
        const [now] = await sql`select count(*)::integer as n from rowseal_private.seal_keys where retires_at is null`;
        expect(now?.['n']).toBe(1);
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    expect(await keys()).toBe(before);
  });

  test('the statements of docs/inside-an-application.md admit a login role', async () => {
    const role = `app_${process.pid}`;
    const text = (await block('docs/inside-an-application.md', 'create role app_web'))
      .replaceAll('app_web', role)
      .replace('database app', `database ${db.name}`);
    await db.admin.unsafe(text);
    const [admitted] = await db.admin`select pg_has_role(${role}, 'rowseal_gateway', 'usage') as yes`;
    await db.admin.unsafe(`drop owned by ${role}; drop role ${role}`);
    expect(admitted).toEqual({ yes: true });
  });

  test('the statements of docs/second-factors.md protect a table, and refuse somebody without a second factor', async () => {
    await db.admin.unsafe(`
      create table app.payouts (workspace_id uuid not null default rowseal.workspace_id() references rowseal.workspaces,
        id uuid not null default rowseal.uuidv7(), primary key (workspace_id, id));
      grant select, delete on app.payouts to rowseal_user;
      select rowseal.define_scope('payouts:read', 'Read payouts', '{owner}');
      select rowseal.define_scope('payouts:write', 'Write payouts', '{owner}');`);
    await db.admin.unsafe(await block('docs/second-factors.md', "'app.payouts'"));
    const asks = await block('docs/second-factors.md', 'require_assurance(2');
    for (const statement of [asks, 'delete from app.payouts']) {
      const asked = db.admin.begin(async (sql) => {
        await sql`set local session authorization rowseal_gateway`;
        await sql`select rowseal.enter_with_payload(${JSON.stringify(decodeJwt(access))}::text::jsonb, 'acme')`;
        await sql.unsafe(statement);
      });
      await expect(asked).rejects.toMatchObject({ code: 'RS050' });
    }
  });

  test('the requests of docs/services.md make a service and a key, which is exchanged for a token', async () => {
    const [create = '', key = ''] = (await block('docs/services.md', '/v1/services')).split(/^(?=curl)/m);
    const service = JSON.parse(await shell(create, { TOKEN: access }));
    expect(service).toMatchObject({ id: expect.any(String) });
    const year = new Date().getUTCFullYear() + 1;
    const made = JSON.parse(
      await shell(key.replace('2027-01-01', `${year}-01-01`).replace(',"networks":["192.0.2.0/24"]', ''), {
        ...{ TOKEN: access, ID: service.id },
      }),
    );
    expect(made).toMatchObject({ token: expect.stringMatching(/^rss_/) });
    const exchange = await block('docs/services.md', 'client_credentials');
    const given = JSON.parse(await shell(exchange, { SERVICE_ID: service.id, KEY: made.token }));
    expect(given).toMatchObject({ access_token: expect.any(String), scope: 'notes:read' });
  });

  test('the statement and the program of docs/clients.md open registration, and verify a token', async () => {
    await db.admin.begin(async (sql) => {
      const statements = (await block('docs/clients.md', 'client_registration_open')).split(';');
      for (const statement of statements.filter((one) => one.trim())) await sql.unsafe(statement);
    });
    expect(await db.admin`select client_registration_open from rowseal_private.settings`).toMatchObject([
      { client_registration_open: true },
    ]);
    const program = (await block('docs/clients.md', 'createRemoteJWKSet'))
      .replace('https://auth.example.com/v1', `http://localhost:${port}/v1`)
      .replace('https://auth.example.com', PUBLIC_URL)
      .replace('https://api.example.com', PUBLIC_URL);
    const file = path.join(import.meta.dirname, `snippet-${process.pid}.tmp.mjs`);
    closeAfterFile(() => rm(file));
    const imports = `import { createRemoteJWKSet, jwtVerify } from 'jose';\nconst token = process.env.TOKEN;\n`;
    await writeFile(file, `${imports}${program}\nconsole.log(payload.sub);`);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { env: { ...process.env, TOKEN: access } });
    expect(stdout.trim()).toBe(decodeJwt(access).sub);
  });

  test('the preset of docs/operating.md is one', async () => {
    const file = path.join(import.meta.dirname, `preset-${process.pid}.tmp.mjs`);
    closeAfterFile(() => rm(file));
    await writeFile(file, await block('docs/operating.md', 'PgSimplifyInflectionPreset'));
    expect((await import(file)).default.extends).toHaveLength(2);
  });
});
