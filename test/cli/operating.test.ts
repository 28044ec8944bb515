import { describe, expect, test, vi } from 'vitest';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { spareWebhook } from '#test/support/spare-webhook.ts';

const { admin, adminUrl } = await freshDatabase({ seeded: true });
const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };

/** Runs a command here, and takes back the exit code that it leaves. */
async function rowseal(...args: string[]): Promise<{ code: number; output: string }> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await commandLine(env, createLifecycle()).parseAsync(args, { from: 'user' });
    return { code: Number(process.exitCode ?? 0), output: [...printed.mock.calls, ...told.mock.calls].join('\n') };
  } finally {
    process.exitCode = before;
    printed.mockRestore();
    told.mockRestore();
  }
}

describe('rowseal user', () => {
  test('finds, shows, signs out, disables and enables an account', async () => {
    expect((await rowseal('user', 'list')).output).toMatch(/ member@acme\.test +live +\d{4}-/);
    const [found] = JSON.parse((await rowseal('user', 'list', 'Member@acme.test', '--json')).output);
    expect(found).toMatchObject({ email: 'member@acme.test', disabled_at: null });
    const shown = await rowseal('user', 'show', found.id);
    expect(shown.output).toMatch(/^membership .* member +.*notes:read/m);
    expect(JSON.parse((await rowseal('user', 'show', found.id, '--json')).output).holdings).toContainEqual(
      expect.objectContaining({ kind: 'identity', id: 'password' }),
    );
    expect((await rowseal('user', 'sign-out', 'member@acme.test')).output).toMatch(/: \d+ sessions and grants/);
    expect((await rowseal('user', 'disable', 'member@acme.test')).output).toContain('is disabled');
    expect((await rowseal('user', 'disable', 'member@acme.test')).output).toContain('was already disabled');
    expect((await rowseal('user', 'list', 'member@acme.test')).output).toContain(' disabled ');
    expect((await rowseal('user', 'enable', 'member@acme.test')).output).toContain('is enabled');
    await expect(rowseal('user', 'disable', 'nobody@acme.test')).rejects.toThrow('there is no account');
    const events =
      await admin`select kind from rowseal_private.audit_events where kind ~ '^user_(dis|en)abled' order by at`;
    expect(events.map(({ kind }) => kind)).toEqual(['user_disabled', 'user_enabled']);
  });
});

test('rowseal workspace lists workspaces and shows one', async () => {
  expect((await rowseal('workspace', 'list')).output).toMatch(/ globex +/);
  const { output } = await rowseal('workspace', 'show', 'acme');
  expect(output).toMatch(/ acme +/);
  expect(output).not.toContain('globex');
  expect(JSON.parse((await rowseal('workspace', 'show', 'acme', '--json')).output)[0]).toMatchObject({ slug: 'acme' });
  await expect(rowseal('workspace', 'show', 'nowhere')).rejects.toThrow('there is no workspace nowhere');
});

test('rowseal workspace creates, renames, deletes and restores one, and rowseal member fills it', async () => {
  const made = await rowseal('workspace', 'create', 'ops', '--name', 'Operations', '--owner', 'viewer@acme.test');
  expect(made.output).toMatch(/^Workspace ops \([0-9a-f-]{36}\) was created; its owner is viewer@acme\.test$/);
  expect((await rowseal('member', 'set', 'ops', 'member@acme.test', 'admin')).output).toContain('is admin of ops');
  expect((await rowseal('member', 'set', 'ops', 'member@acme.test', 'admin')).output).toContain('as before');
  expect((await rowseal('member', 'set', 'ops', 'member@acme.test', 'viewer', 'admin')).output).toContain(
    'is viewer, admin of ops',
  );
  expect((await rowseal('user', 'show', 'member@acme.test')).output).toContain('admin, viewer');
  await expect(rowseal('member', 'set', 'ops', 'member@acme.test', 'viewer owner')).rejects.toThrow('no such role');
  await expect(rowseal('member', 'set', 'ops', 'member@acme.test', 'emperor')).rejects.toThrow('there is no such role');
  expect((await rowseal('member', 'remove', 'ops', 'member@acme.test')).output).toContain(
    'is no longer a member of ops',
  );
  await expect(rowseal('member', 'remove', 'ops', 'member@acme.test')).rejects.toThrow('is not a member of ops');
  await expect(rowseal('member', 'remove', 'ops', 'viewer@acme.test')).rejects.toThrow('at least one owner');
  await expect(rowseal('workspace', 'rename', 'ops')).rejects.toThrow('--name or --slug');
  await expect(rowseal('workspace', 'rename', 'ops', '--slug', 'acme')).rejects.toThrow('has this slug, or had it');
  expect((await rowseal('workspace', 'rename', 'ops', '--slug', 'operations')).output).toContain(
    'it is operations now',
  );
  expect((await rowseal('workspace', 'delete', 'ops')).output).toMatch(/It is erased after 20/);
  expect((await rowseal('workspace', 'restore', 'operations')).output).toContain('was restored');
  await expect(rowseal('workspace', 'restore', 'operations')).rejects.toThrow('was not deleted, or is already erased');
});

test('rowseal webhook lists, disables, enables and removes webhooks', async () => {
  const id = await spareWebhook(admin);
  expect((await rowseal('webhook', 'list', 'acme')).output).toMatch(
    new RegExp(`${id} .*https://hooks.test/spare .*live`),
  );
  const [listed] = JSON.parse((await rowseal('webhook', 'list', 'acme', '--json')).output);
  expect(listed).toMatchObject({ id, kinds: null, state: 'live', waiting: 0, failed: 0 });
  expect((await rowseal('webhook', 'disable', 'acme', id)).output).toContain('was disabled');
  expect((await rowseal('webhook', 'list', 'acme')).output).toContain('disabled: asked');
  expect((await rowseal('webhook', 'enable', 'acme', id)).output).toContain('was enabled');
  await expect(rowseal('webhook', 'enable', 'globex', id)).rejects.toThrow('globex has no webhook');
  await expect(rowseal('webhook', 'remove', 'globex', id)).rejects.toThrow('globex has no webhook');
  expect((await rowseal('webhook', 'remove', 'acme', id)).output).toContain('was removed');
  await expect(rowseal('webhook', 'remove', 'acme', id)).rejects.toThrow('acme has no webhook');
});

test('rowseal service creates, lists and removes a service, and makes and revokes its keys', async () => {
  const { output } = await rowseal('service', 'create', 'acme', 'Sync', '--scopes', 'notes:read notes:write');
  const id = /[0-9a-f-]{36}/.exec(output)?.[0] ?? '';
  expect((await rowseal('service', 'list', 'acme')).output).toMatch(
    new RegExp(`${id} .*notes:read notes:write +\\(no key\\)`),
  );
  const made = await rowseal('service', 'key', 'acme', id, '--networks', '192.0.2.0/24');
  expect(made.output).toMatch(/^rss_[A-Za-z0-9_-]{92}\nKey [0-9a-f-]{36} expires /);
  const key = /Key ([0-9a-f-]{36})/.exec(made.output)?.[1] ?? '';
  const [listed] = JSON.parse((await rowseal('service', 'list', 'acme', '--json')).output);
  expect(listed).toMatchObject({ id, key_id: key, networks: ['192.0.2.0/24'], created_by: null });
  await rowseal('service', 'key', 'acme', id);
  await expect(rowseal('service', 'key', 'acme', id)).rejects.toThrow('has two keys');
  await expect(rowseal('service', 'key', 'globex', id)).rejects.toThrow('there is no such service');
  await expect(rowseal('service', 'create', 'acme', 'X', '--scopes', 'no:such')).rejects.toThrow('no such scope');
  await expect(rowseal('service', 'create', 'acme', '', '--scopes', 'notes:read')).rejects.toThrow('must have a name');
  const anywhere = rowseal('service', 'key', 'acme', id, '--networks', 'anywhere');
  await expect(anywhere).rejects.toThrow('takes networks such as 192.0.2.0/24');
  expect((await rowseal('service', 'revoke', 'acme', key)).output).toContain('was revoked');
  await expect(rowseal('service', 'revoke', 'acme', key)).rejects.toThrow('has no live key');
  // Neither has a user, which tables print as nothing.
  expect((await rowseal('reach', 'app.notes', '--workspace', 'acme')).output).toMatch(/^service_key +/m);
  expect((await rowseal('review', 'acme')).output).toMatch(/^service +/m);
  expect((await rowseal('service', 'remove', 'acme', id)).output).toContain('was removed');
  await expect(rowseal('service', 'remove', 'acme', id)).rejects.toThrow('has no service');
});

describe('rowseal review', () => {
  test('lists people, credentials and changes, and signs them off', async () => {
    const { output } = await rowseal('review', 'acme', '--since', '2020-01-01', '--sign', 'As it should be');
    expect(output).toMatch(/^person +.* owner@acme\.test +owner /m);
    expect(output).toMatch(/^change +.*member_added/m);
    expect(output).toMatch(/Signed off; SHA-256 of what was reviewed: [0-9a-f]{64}/);
    const events =
      await admin`select details ->> 'comment' as comment from rowseal_private.audit_events where kind = 'access_reviewed'`;
    expect(events.map(({ comment }) => comment)).toEqual(['As it should be']);
  });

  test('as CSV holds no formula', async () => {
    const { output } = await rowseal('review', 'acme', '--csv');
    expect(output.split('\r\n')[0]).toBe(
      '"section","id","user_id","address","role","scopes","state","last_used_at","expires_at","at","change","roles"',
    );
    expect(output).toMatch(/^"person","[0-9a-f-]{36}","[0-9a-f-]{36}","owner@acme\.test","owner","/m);
    expect(output).not.toMatch(/"[=+@-]/);
    expect(JSON.parse((await rowseal('review', 'acme', '--json')).output)).toContainEqual(
      expect.objectContaining({ section: 'person', address: 'owner@acme.test' }),
    );
    await expect(rowseal('review', 'acme', '--since', 'once')).rejects.toThrow('not a time in ISO 8601');
  });
});

describe('rowseal doctor', () => {
  test('has a line for each part, and what mends it', async () => {
    const { output } = await rowseal('doctor', '--json');
    const checks = JSON.parse(output) as { topic: string; state: string; fix: string | null }[];
    const topics = new Set(checks.map(({ topic }) => topic));
    for (const topic of [
      'findings',
      'settings',
      'roles',
      'clock',
      'keys',
      'worker',
      'events',
      'durability',
      'replication',
      'connections',
      'mail',
    ])
      expect(topics).toContain(topic);
    for (const door of ['gateway', 'issuer', 'worker'])
      expect(checks).toContainEqual(expect.objectContaining({ topic: `login role ${door}`, state: 'passes' }));
    expect(checks).toContainEqual(expect.objectContaining({ topic: 'master key', state: 'passes' }));
    expect(checks.filter(({ state, fix }) => (state === 'passes') !== (fix === null))).toEqual([]);
    expect((await rowseal('doctor')).output).toMatch(
      /^warns +mail +no server is configured: mail waits +Set ROWSEAL_SMTP_URL$/m,
    );
  });

  test('ends with 1 where something fails', async () => {
    await admin`alter table app.notes no force row level security`;
    const { code, output } = await rowseal('doctor');
    expect(code).toBe(1);
    expect(output).toMatch(/^fails +findings +\d+ high, .* npx rowseal findings$/m);
    await admin`alter table app.notes force row level security`;
  });
});

test('rowseal protect protects a table, and with --dry-run only says how', async () => {
  await admin.unsafe(`create table app.tasks (ws uuid not null, id int not null, author uuid, primary key (ws, id));
    grant select on app.tasks to rowseal_user`);
  const args = [
    'protect',
    'app.tasks',
    '--column',
    'ws',
    '--read',
    'notes:read',
    '--write',
    'notes:write',
    '--owner',
    'author',
  ];
  const policies = async () =>
    (await admin`select from pg_policies where schemaname = 'app' and tablename = 'tasks'`).length;
  expect((await rowseal(...args, '--dry-run')).output).toContain('create policy rowseal_guard');
  expect(await policies()).toBe(0);
  await rowseal(...args);
  expect(await policies()).toBeGreaterThan(8);
  await expect(
    rowseal('protect', 'app.tasks', '--column', 'nothing', '--read', 'notes:read', '--write', 'notes:write'),
  ).rejects.toThrow('nothing');
});
