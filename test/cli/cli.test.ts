import { execFile } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { runCommand } from '#test/support/command.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { until } from '#test/support/nodes.ts';
import { freePort, ready, startRowseal } from '#test/support/rowseal-process.ts';

const scratch = await mkdtemp(path.join(tmpdir(), 'rowseal-cli-'));
await chmod(scratch, 0o755);
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The ids of the EdDSA keys in a list, by state. */
const listed = (output: string) => {
  const rows = output.split('\n').map((line) => line.split(/ {2,}/));
  return Object.fromEntries(
    rows.flatMap(([id = '', algorithm, state = '']) =>
      /^[\w-]{43}$/.test(id) && algorithm === 'EdDSA' ? [[state, id]] : [],
    ),
  );
};

describe('keys of an embedded installation', () => {
  const env = { ROWSEAL_DATA_DIR: path.join(scratch, 'data') };

  test('are rotated in the database of the server that runs, which goes on', async () => {
    const port = await freePort();
    const server = startRowseal(
      { ...env, PORT: port, ROWSEAL_GRAPHQL: 'off' },
      ['--demo=off', '--worker=off'],
      scratch,
    );
    await ready(server);
    expect(server.output(), 'nothing is seeded').not.toContain('owner@acme.test');
    const answer = await fetch(`http://localhost:${port}/v1/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD }),
    });
    expect(answer.status).toBe(401);
    const shown = async () => {
      const answer = await fetch(`http://localhost:${port}/v1/jwks.json`);
      const { keys } = (await answer.json()) as { keys: { kid: string }[] };
      return keys.map(({ kid }) => kid);
    };
    const [first, rsa] = await shown();
    expect(listed((await runCommand(env, 'keys', 'list')).output)).toEqual({ current: first });

    const early = await runCommand(env, 'keys', 'rotate');
    expect(early.code).toBe(1);
    expect(early.output).toMatch(/^rowseal: the next EdDSA key may not sign before 20.*Z, .*--force.*$/);
    const rotated = startRowseal(env, ['keys', 'rotate', '--force'], scratch);
    expect(await rotated.exited).toBe(0);
    const { next, current, retiring } = listed(rotated.output());
    expect(retiring).toBe(first);
    await until(async () => (await shown()).join() === [first, rsa, current, next].join());

    const missing = await runCommand(env, 'keys', 'rotate', '--algorithm', 'RS256');
    expect(missing.output).toMatch(/^rowseal: the next RS256 key may not sign before 20/);
    expect((await runCommand(env, 'keys', 'add', 'RS256')).output).toMatch(
      /^RS256 already has a current and a next key\n/,
    );
    await until(async () => (await shown()).length === 5);

    expect((await runCommand(env, 'keys', 'revoke', current ?? '')).output).toMatch(
      /^rowseal: key .* is current: rotate/,
    );
    expect((await runCommand(env, 'keys', 'revoke', retiring ?? '')).code).toBe(0);
    await until(async () => !(await shown()).includes(retiring ?? ''));
    server.process.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  test('are there when no server runs, and none runs afterwards', async () => {
    const { code, output } = await runCommand(env, 'keys', 'list');
    expect(code).toBe(0);
    expect(Object.keys(listed(output)).sort()).toEqual(['current', 'next']);
    expect(existsSync(path.join(env.ROWSEAL_DATA_DIR, 'pg18/postmaster.pid'))).toBe(false);
  });

  test('are not made up where there is no installation', async () => {
    const nowhere = path.join(scratch, 'nowhere');
    const { code, output } = await runCommand({ ROWSEAL_DATA_DIR: nowhere }, 'keys', 'list');
    expect(code).toBe(1);
    expect(output).toMatch(/^rowseal: there is no database in .*nowhere\/pg18: start the server first$/);
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('keys behind DATABASE_URL', async () => {
  const db = await freshDatabase();
  const envOf = (masterKey: Uint8Array) => ({
    DATABASE_URL: db.adminUrl,
    ROWSEAL_MASTER_KEY: Buffer.from(masterKey).toString('base64'),
  });
  const env = envOf(TEST_MASTER_KEY);

  test('are rotated by one of several operators who mean the same rotation', async () => {
    expect((await runCommand(env, 'keys', 'add', 'EdDSA')).code).toBe(0);
    expect((await runCommand(env, 'keys', 'add', 'EdDSA')).output).toMatch(/^Key [\w-]{43} is next\n/);
    expect((await runCommand(env, 'keys', 'add', 'EdDSA')).output).toMatch(
      /^EdDSA already has a current and a next key\n/,
    );
    await db.admin`update rowseal_private.signing_keys set state_changed_at = now() - interval '10 minutes'`;
    const runs = await Promise.all(Array.from({ length: 3 }, () => runCommand(env, 'keys', 'rotate')));
    expect(runs.filter(({ output }) => output.includes('retires')).length).toBe(1);
    const events = await db.admin`select from rowseal_private.audit_events where kind = 'signing_key_rotated'`;
    expect(events).toHaveLength(1);
  });

  test('are left alone under another master key', async () => {
    const before = await db.admin`select * from rowseal_private.signing_keys order by id`;
    const { code, output } = await runCommand(envOf(new Uint8Array(32).fill(9)), 'keys', 'rotate', '--force');
    expect(code).toBe(1);
    expect(output).toMatch(/^rowseal: .*another ROWSEAL_MASTER_KEY$/);
    expect(await db.admin`select * from rowseal_private.signing_keys order by id`).toEqual(before);
  });

  test('need an installation', async () => {
    await db.admin.unsafe('alter schema rowseal_private rename to elsewhere');
    const { code, output } = await runCommand(env, 'keys', 'list');
    expect(code).toBe(1);
    expect(output).toBe('rowseal: this version of Rowseal is not installed in the database: start the server first');
  });
});

describe('clients', async () => {
  const db = await freshDatabase();
  const env = { DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
  const adding = (...args: string[]) => ['client', 'add', 'Books', '--redirect-uris', 'https://books.test/cb', ...args];
  const add = (...args: string[]) => runCommand(env, ...adding(...args));

  test('are registered, listed and removed, and the secret is printed once and kept as a hash', async () => {
    const added = await add('http://127.0.0.1/cb', '--scope', 'openid notes:read', '--id-tokens', 'EdDSA');
    const [, id = '', secret = ''] = /^client_id +(app_\S{22})\nclient_secret +(\S{43})\n/.exec(added.output) ?? [];
    const [kept] = await db.admin`
      select name, redirect_uris, scope, auth_method, id_token_algorithm, first_party, secret_hash = sha256(sha256(${secret}::bytea)) as hashed
        from rowseal_private.oauth_clients where id = ${id}`;
    expect(kept).toEqual({
      name: 'Books',
      redirect_uris: ['https://books.test/cb', 'http://127.0.0.1/cb'],
      scope: 'openid notes:read',
      auth_method: 'client_secret_basic',
      id_token_algorithm: 'EdDSA',
      first_party: false,
      hashed: true,
    });
    const { output } = await runCommand(env, 'client', 'list');
    expect(output).toContain(id);
    expect(output).not.toContain(secret);
    expect((await runCommand(env, 'client', 'remove', id)).output).toBe(
      `Client ${id} was removed, with its grants and tokens`,
    );
    expect(await runCommand(env, 'client', 'remove', id)).toEqual({
      code: 1,
      output: `rowseal: there is no client ${id}`,
    });
  });

  test('that prove who they are by a key are registered with the public one, never the private one', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const file = async (name: string, key: KeyObject) => {
      await writeFile(path.join(scratch, name), JSON.stringify({ keys: [key.export({ format: 'jwk' })] }));
      return path.join(scratch, name);
    };
    const good = await add('--auth', 'private_key_jwt', '--jwks', await file('public.json', publicKey));
    expect(good.output).toMatch(/^client_id +app_\S{22}$/);
    const bad = await add('--auth', 'private_key_jwt', '--jwks', await file('private.json', privateKey));
    expect(bad.output).toMatch(/^rowseal: \S*private\.json holds a private key: register the public one$/);
    expect((await add('--auth', 'private_key_jwt')).code).toBe(1);
  });

  test('that cannot be are refused with the reason', async () => {
    expect((await add('http://evil.test/cb')).output).toMatch(
      /^rowseal: the client is not valid: redirect URIs must be/,
    );
    expect((await add('no-url')).output).toBe('rowseal: no-url is not a URL');
  });
});

test.each([
  ['an unknown command', ['keys', 'lst'], "unknown command 'lst'"],
  ['an unknown algorithm', ['keys', 'rotate', '--algorithm', 'HS256'], 'Allowed choices are EdDSA, RS256'],
  ['no key', ['keys', 'revoke'], "missing required argument 'id'"],
  ['too much', ['worker', 'hard'], "too many arguments for 'worker'"],
])('%s is refused before anything starts', async (_, args, message) => {
  await expect(commandLine({}, createLifecycle()).parseAsync(args, { from: 'user' })).rejects.toThrow(message);
});

describe('providers', async () => {
  const db = await freshDatabase();
  const env = {
    DATABASE_URL: db.adminUrl,
    ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ROWSEAL_PUBLIC_URL: 'https://auth.example.com',
    ROWSEAL_PROVIDER_SECRET: 'a-secret-that-is-wrapped',
  };

  test('are added from a preset, switched off and on, and removed', async () => {
    const added = await runCommand(env, 'provider', 'add', 'google', '--client-id', 'us', '--no-linking');
    expect(added.output).toMatch(
      /^Redirect URI to register there: https:\/\/auth\.example\.com\/v1\/auth\/providers\/google\/callback\n/,
    );
    expect(added.output).toMatch(/\ngoogle +enabled +Google +https:\/\/accounts\.google\.com +us +registers$/);
    expect(added.output).not.toContain(env.ROWSEAL_PROVIDER_SECRET);
    const [stored] = await db.admin`select client_secret_jwe from rowseal_private.identity_providers`;
    expect(JSON.stringify(stored)).not.toContain(env.ROWSEAL_PROVIDER_SECRET);
    const trusting = ['--client-id', 'us', '--no-linking', '--trusted-audiences', 'partner,another'];
    expect((await runCommand(env, 'provider', 'add', 'google', ...trusting)).output).toMatch(
      / us +registers, trusts partner, trusts another$/,
    );
    const believing = ['--client-id', 'us', '--two-factors', 'amr=mfa,acr=two', '--phishing-resistant', 'amr=hwk'];
    expect((await runCommand(env, 'provider', 'add', 'google', ...believing)).output).toMatch(
      / links, registers, amr=mfa is two factors, acr=two is two factors, amr=hwk is phishing-resistant$/,
    );
    expect((await runCommand(env, 'provider', 'disable', 'google')).output).toMatch(/google +disabled/);
    expect((await runCommand(env, 'provider', 'enable', 'google')).output).toMatch(/google +enabled/);
    const other = ['--issuer', 'https://id.example.com', '--client-id', 'us', '--id', 'google'];
    expect(await runCommand(env, 'provider', 'add', 'oidc', ...other)).toMatchObject({
      code: 1,
      output: expect.stringContaining('with another issuer'),
    });
    expect((await runCommand(env, 'provider', 'remove', 'google')).output).not.toContain('google');
    expect((await runCommand(env, 'provider', 'remove', 'google')).code).toBe(1);
  });

  test.each([
    [['microsoft', '--client-id', 'us'], /--tenant is missing/],
    [['microsoft', '--client-id', 'us', '--tenant', 'common'], /--tenant is missing/],
    [['oidc', '--client-id', 'us'], /--issuer is missing/],
    [['oidc', '--client-id', 'us', '--issuer', 'http://id.example.com'], /this issuer is not valid/],
    [['oidc', '--client-id', 'us', '--issuer', 'https://id.example.com', '--scope', 'email'], /must ask for openid/],
    [['google', '--client-id', 'us', '--two-factors', 'amr=pwd'], /--two-factors takes acr=… and amr=…/],
    [['google', '--client-id', 'us', '--phishing-resistant', 'amr=otp'], /those methods alone that cannot be phished/],
    [['github', '--client-id', 'us', '--two-factors', 'amr=mfa'], /it has no ID tokens/],
  ])('are not added as %s', async (args, message) => {
    const { code, output } = await runCommand(env, 'provider', 'add', ...args);
    expect([code, output]).toEqual([1, expect.stringMatching(message)]);
  });

  test('are a hundred at most', async () => {
    await db.admin`
      insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
      select 'p' || n, 'oidc', 'Provider', 'https://id.example.com', 'us', 'aGVhZA..aXY.Y2lwaGVy.dGFn', 'openid' from generate_series(1, 100) as n`;
    const { code, output } = await runCommand(env, 'provider', 'add', 'github', '--client-id', 'us');
    expect([code, output]).toEqual([1, expect.stringContaining('there are a hundred providers: remove one first')]);
    await db.admin`delete from rowseal_private.identity_providers`;
  });

  test('need a secret, which is no argument', async () => {
    const { ROWSEAL_PROVIDER_SECRET: _, ...without } = env;
    // A process: it would be read from standard input.
    const run = startRowseal(without, ['provider', 'add', 'google', '--client-id', 'us'], scratch);
    const [code, output] = [await run.exited, run.output()];
    expect([code, output]).toEqual([1, expect.stringContaining('the client secret is missing')]);
  });
});

test('npx finds rowseal in a checkout, and its help names the commands', async () => {
  const { stdout } = await promisify(execFile)('npx', ['--no', 'rowseal', '--', '--help'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
  });
  for (const command of ['serve', 'worker', 'keys', 'client', 'provider'])
    expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
});
