import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { openHeadSigner } from '#server/credentials/head-signer.ts';
import { openGateway } from '#server/database/gateway.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { runCommand } from '#test/support/command.ts';
import { freshDatabase } from '#test/support/database.ts';
import { lastHead, recordEvents, sealAll } from '#test/support/events.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { createPerson } from '#test/support/people.ts';

const db = await freshDatabase();
const env = { DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
const VERIFIER = path.resolve(import.meta.dirname, '../../docs/verify-events.mjs');
const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-events-'));
const acme = await createPerson(db.admin, 'acme', 'admin');
const globex = await createPerson(db.admin, 'globex', 'viewer');
let key = '';

/** Runs a command here, and takes back the exit code that it leaves. */
async function rowseal(...args: string[]): Promise<{ code: number; output: string }> {
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(`${text}\n`));
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await commandLine(env, createLifecycle()).parseAsync(['events', ...args], { from: 'user' });
    return { code: Number(process.exitCode ?? 0), output: printed.join('') };
  } finally {
    process.exitCode = before;
    log.mockRestore();
    write.mockRestore();
  }
}

/** The verifier by itself, as a stranger runs it: in an empty folder, with no variable of ours. */
async function stranger(
  file: string,
  ...given: string[]
): Promise<{ code: number; found: Record<string, unknown> & { faults: string[] } }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [VERIFIER, file, ...given], { cwd: folder, env: {} }, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, found: JSON.parse(stdout || '{}') }),
    );
  });
}

async function saved(text: string): Promise<string> {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.jsonl`);
  await writeFile(file, text);
  return file;
}

async function signAll(): Promise<void> {
  const database = openMaintenance(db.workerUrl);
  const signer = await openHeadSigner(database, TEST_MASTER_KEY);
  for (const batch of await database.unsignedBatches()) {
    const { statement, keyId } = await signer.sign(batch);
    await database.signBatch(batch, statement);
    key = keyId;
  }
  await database.close();
}

beforeAll(async () => {
  for (let n = 0; n < 3; n++) {
    await recordEvents(db.admin, [
      { workspaceId: acme.workspaceId, userId: acme.entry.sub, ip: '192.0.2.1', details: { n, text: '=1+1,"x"' } },
      { workspaceId: globex.workspaceId, userId: globex.entry.sub, ip: '192.0.2.2', details: { n } },
    ]);
    await sealAll(db.admin);
  }
  await signAll();
});
afterAll(() => rm(folder, { recursive: true }));

describe('rowseal events verify', () => {
  test('verifies hashes, order and signatures, against a head and a key that somebody kept', async () => {
    const head = await lastHead(db.admin);
    const { code, output } = await rowseal('verify', '--head', `{"msg":"audit head","head":"${head}"}`, '--key', key);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(`signed by ${key}.*head: ${head}\\n\\d+ events in \\d+ batches, verified\\n$`, 's'),
      ),
    ]);
    expect(JSON.parse((await rowseal('verify', '--json')).output)).toMatchObject({ faults: [], last: head });
  });

  test('says what was changed, and ends with 1', async () => {
    await db.admin`update rowseal_private.audit_events set details = '{"n": 7}' where details ->> 'n' = '1' and workspace_id = ${globex.workspaceId}`;
    const { code, output } = await rowseal('verify');
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^event_altered {2}batch \d+, event \d+: event [0-9a-f-]{36} of .*1 faults\n$/s),
    ]);
    await db.admin`update rowseal_private.audit_events set details = '{"n": 1}' where details ->> 'n' = '7'`;
    expect((await rowseal('verify')).code).toBe(0);
  });

  test('finds a chain that its thief has signed, by the key', async () => {
    const [kept] = await db.admin`select id, public_jwk, private_jwe from rowseal_private.event_keys`;
    const statements = await db.admin<
      { number: string; statement: string }[]
    >`select number, statement from rowseal_private.event_batches`;
    await db.admin`delete from rowseal_private.event_keys`;
    await db.admin`update rowseal_private.event_batches set statement = null`;
    const database = openMaintenance(db.workerUrl);
    const forger = await openHeadSigner(database, new Uint8Array(32).fill(1));
    let theirs = '';
    for (const batch of await database.unsignedBatches()) {
      const { statement, keyId } = await forger.sign(batch);
      await database.signBatch(batch, statement);
      theirs = keyId;
    }
    await database.close();
    // The control: without the id of our key it is as any other.
    expect((await rowseal('verify')).code).toBe(0);
    const { code, output } = await rowseal('verify', '--key', key);
    expect([code, output]).toEqual([1, expect.stringContaining(`${theirs} has signed it`)]);
    await db.admin`delete from rowseal_private.event_keys`;
    await db.admin`insert into rowseal_private.event_keys ${db.admin([kept as Record<string, never>])}`;
    for (const { number, statement } of statements)
      await db.admin`update rowseal_private.event_batches set statement = ${statement} where number = ${number}`;
    expect((await rowseal('verify', '--key', key)).code).toBe(0);
  });

  test('finds a batch whose signature is gone', async () => {
    const [first] =
      await db.admin`select number, statement, sealed_at from rowseal_private.event_batches order by number limit 1`;
    await db.admin`update rowseal_private.event_batches set statement = 'a.b.c' where number = ${first?.['number']}`;
    expect((await rowseal('verify')).output).toContain('its signature is wrong');
    await db.admin`update rowseal_private.event_batches set statement = ${first?.['statement']} where number = ${first?.['number']}`;
  });
});

describe('after the key that signs was replaced', () => {
  const keys = async (...args: string[]) => runCommand({ ...env, ROWSEAL_WORKER_URL: db.workerUrl }, 'keys', ...args);
  const oneBatch = async () => {
    await recordEvents(db.admin, [{ workspaceId: acme.workspaceId }]);
    await sealAll(db.admin);
    await signAll();
  };

  test('what was signed before and what was signed since verify, by either key, also for a stranger', async () => {
    const former = key;
    const { code, output } = await keys('rotate', '--events');
    expect([code, output]).toEqual([0, expect.stringMatching(/^Key [\w-]{43} signs audit events from batch \d+ on;/)]);
    // The batch that names the next key is still of the former one.
    await oneBatch();
    expect(key).toBe(former);
    await oneBatch();
    expect(key).not.toBe(former);
    const file = await saved((await rowseal('export')).output);
    for (const known of [former, key]) {
      const verified = await rowseal('verify', '--head', await lastHead(db.admin), '--key', known);
      expect([verified.code, verified.output]).toEqual([
        0,
        expect.stringMatching(new RegExp(`${former}.*${key}`, 's')),
      ]);
      const found = await stranger(file, await lastHead(db.admin), known);
      expect(found).toMatchObject({ code: 0, found: { faults: [], signers: { [former]: 4, [key]: 5 } } });
    }
    // The control: a key that nobody has named.
    expect((await rowseal('verify', '--key', 'x'.repeat(43))).code).toBe(1);
    expect(await stranger(file, '', 'x'.repeat(43))).toMatchObject({ code: 1 });
  });

  test('who has the former key signs nothing any more: neither the database nor a verifier takes it', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const stolen = await calculateJwkThumbprint(jwk);
    // As if a key of ours had signed the last batch but one, and had named the one that signs now.
    const [last] = await db.admin<{ number: string; head: string; statement: string }[]>`
      select number::int, encode(head, 'hex') as head, statement from rowseal_private.event_batches order by number desc limit 1`;
    await db.admin`
      insert into rowseal_private.event_keys (id, public_jwk, first_batch)
      values (${stolen}, ${db.admin.json(jwk as never)}, 1)`;
    const forged = await new CompactSign(Buffer.from(JSON.stringify({ head: last?.head })))
      .setProtectedHeader({ alg: 'EdDSA', kid: stolen })
      .sign(privateKey);
    const put = (statement: string | undefined) => db.admin`
      update rowseal_private.event_batches set statement = ${statement ?? null} where number = ${last?.number ?? 0}`;
    await put(undefined);
    const database = openMaintenance(db.workerUrl);
    const [batch] = await database.unsignedBatches();
    expect(batch && (await database.signBatch(batch, forged))).toBe(false);
    await database.close();
    // By somebody who may write to the database as its owner.
    await put(forged);
    const found = await rowseal('verify');
    expect([found.code, found.output]).toEqual([1, expect.stringContaining(`${stolen} has signed it out of turn`)]);
    const exported = await stranger(await saved((await rowseal('export')).output));
    expect(exported).toMatchObject({ code: 1, found: { faults: [expect.stringContaining('its signature is wrong')] } });
    await put(last?.statement);
    await db.admin`delete from rowseal_private.event_keys where id = ${stolen}`;
    expect((await rowseal('verify')).code).toBe(0);
  });

  test('there is no key of refresh tokens alone, and it is said what to do instead', async () => {
    expect(await keys('rotate', '--refresh')).toEqual({
      code: 1,
      output: expect.stringContaining('derived under the master key'),
    });
    expect((await keys('rotate', '--seal', '--events')).output).toContain('say one of');
  });
});

describe('rowseal events export', () => {
  test('is verified by a stranger, and any line changed, removed or moved is found', async () => {
    const { output } = await rowseal('export');
    const head = await lastHead(db.admin);
    const lines = output.trimEnd().split('\n');
    // The control: as it came.
    const whole = await stranger(await saved(output), head, key);
    expect(whole).toMatchObject({ code: 0, found: { faults: [], last: head, signers: { [key]: expect.any(Number) } } });
    expect(whole.found['events']).toBe(lines.filter((line) => line.startsWith('{"type":"event"')).length);
    const changes = lines.flatMap((line, n) => [
      lines.toSpliced(n, 1),
      lines.toSpliced(n, 2, lines[n + 1] ?? '', line),
      lines.toSpliced(n, 1, line.replace(/[02-9]/, '1')),
      lines.toSpliced(
        n,
        1,
        line.replace(/"(value|hash|id|digest|x)":"./, (found) => `${found.slice(0, -1)}~`),
      ),
    ]);
    const different = changes.filter((changed) => changed.join('\n') !== lines.join('\n') && changed.at(-1) !== '');
    expect(different.length).toBeGreaterThan(40);
    // Each in a process of its own: a dozen, spread over all.
    for (const changed of different.filter((_, n) => n % Math.ceil(different.length / 12) === 0)) {
      const { code, found } = await stranger(await saved(`${changed.join('\n')}\n`), head, key);
      expect({ code, faults: found.faults?.length ?? 1 }).toMatchObject({ code: 1, faults: expect.any(Number) });
    }
  });

  test('of a workspace has hashes for the events of others, and verifies', async () => {
    const { output } = await rowseal('export', '--workspace', 'acme');
    expect(output).toContain('192.0.2.1');
    expect(output).not.toMatch(new RegExp(`192\\.0\\.2\\.2|${globex.workspaceId}|${globex.entry.sub}`));
    const file = await saved(output);
    expect(await stranger(file, await lastHead(db.admin), key)).toMatchObject({ code: 0, found: { faults: [] } });
    const { code } = await rowseal('verify', '--file', file, '--head', await lastHead(db.admin));
    expect(code).toBe(0);
    expect(await rowseal('verify', '--file', file, '--head', `1.9.${'0'.repeat(64)}`)).toMatchObject({
      code: 1,
      output: expect.stringContaining('is missing'),
    });
  });

  test('as CSV can be opened in a spreadsheet, and has no formulas in it', async () => {
    const { output } = await rowseal('export', '--format', 'csv', '--workspace', 'acme');
    const [head, first] = output.split('\n');
    expect(head).toBe(
      'number,at,kind,workspace_id,user_id,actor_id,credential_id,login_role,ip,request_id,details,before,after,id,xid,hash',
    );
    expect(first).toMatch(/^\d+,20\d\d-/);
    expect(output).toContain('"{""n"":0,""text"":""=1+1,\\""x\\""""}"');
    expect(output).toContain(',192.0.2.1,');
    await recordEvents(db.admin, [{ workspaceId: acme.workspaceId }]);
    await db.admin`update rowseal_private.audit_events set request_id = '=HYPERLINK("x")' where id = (select id from rowseal_private.audit_events order by id desc limit 1)`;
    await sealAll(db.admin);
    expect((await rowseal('export', '--format', 'csv')).output).toContain(`"'=HYPERLINK(""x"")"`);
    await signAll();
  });

  test('the verifier has 50 lines at most, and needs nothing but Node.js', async () => {
    const source = await readFile(VERIFIER, 'utf8');
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(50);
    expect([...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual([
      'node:crypto',
      'node:fs/promises',
    ]);
  });
});

describe('rowseal events tail', () => {
  const cursors = (output: string) =>
    output
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { cursor: string }).cursor);

  test('begins after a cursor, and each line has one', async () => {
    const all = cursors((await rowseal('tail')).output);
    expect(cursors((await rowseal('tail', '--after', all[3] ?? '')).output)).toEqual(all.slice(4));
    expect((await rowseal('tail', '--after', all.at(-1) ?? '')).output).toBe('');
    expect((await rowseal('tail', '--workspace', 'acme')).output).not.toContain(globex.workspaceId);
    await expect(rowseal('tail', '--after', 'nonsense')).rejects.toMatchObject({ code: '22023' });
  });

  test('begins again where a restore has taken back what was read', async () => {
    const last = cursors((await rowseal('tail')).output).at(-1) ?? '';
    const [segment = '1', number = '0'] = last.split('.');
    expect((await rowseal('tail', '--after', `${segment}.${Number(number) + 100}`)).output).toBe('');
    await recordEvents(db.admin, [{}]);
    await sealAll(db.admin);
    expect(cursors((await rowseal('tail', '--after', last)).output)).toHaveLength(1);
  });

  test('follows', async () => {
    const running = createLifecycle();
    const printed: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
    const after = `1.${(await db.admin`select from rowseal_private.sealed_events`).length}`;
    const following = commandLine(env, running).parseAsync(['events', 'tail', '--follow', '--after', after], {
      from: 'user',
    });
    const [id = ''] = await recordEvents(db.admin, [{}]);
    await sealAll(db.admin);
    await expect.poll(() => printed.join(''), { timeout: 10_000 }).toContain(id);
    await running.stop();
    await following;
    write.mockRestore();
  });
});

describe('batches that are not signed', () => {
  test('are not counted while they are new, nor exported; later, or of a future, they are a fault', async () => {
    await recordEvents(db.admin, [{}]);
    await sealAll(db.admin);
    await signAll();
    const { batches } = JSON.parse((await rowseal('verify', '--json')).output);
    await recordEvents(db.admin, [{}]);
    await sealAll(db.admin);
    const { code, output } = await rowseal('verify', '--json');
    expect([code, JSON.parse(output)]).toEqual([0, expect.objectContaining({ batches, unsigned: 1, faults: [] })]);
    expect((await rowseal('verify')).output).toContain('not signed yet, and not counted: 1');
    const exported = await stranger(await saved((await rowseal('export')).output));
    expect(exported).toMatchObject({ code: 0, found: { batches, unsigned: 0, faults: [] } });
    const last = await lastHead(db.admin);
    const sealed = async (by: string) => {
      await db.admin`update rowseal_private.event_batches set sealed_at = sealed_at + ${by}::interval where statement is null`;
      await db.admin`update rowseal_private.event_batches as batch
        set head = sha256(convert_to(rowseal_private.batch_line(batch), 'UTF8')) where statement is null`;
    };
    for (const by of ['2 minutes', '-4 minutes']) {
      await sealed(by);
      expect(await rowseal('verify')).toMatchObject({ code: 1, output: expect.stringContaining('it is not signed') });
      expect((await stranger(await saved((await rowseal('export')).output))).code).toBe(1);
    }
    await sealed('2 minutes');
    expect(await lastHead(db.admin)).toBe(last);
    await signAll();
    expect(await rowseal('verify')).toMatchObject({ code: 0, output: expect.not.stringContaining('not signed') });
  });

  test('it is said what a head and a key would add', async () => {
    const said = async (...args: string[]) => JSON.parse((await rowseal('verify', '--json', ...args)).output).unproven;
    const head = await lastHead(db.admin);
    const since = (batch: string) => `after batch ${batch}: no key was stolen, and no batch cut off`;
    expect(await said()).toEqual(['who signed', since('0')]);
    expect(await said('--key', key)).toEqual([since('0')]);
    expect(await said('--head', head, '--key', key)).toEqual([since(head.split('.')[1] ?? '')]);
    expect((await rowseal('verify')).output).toContain(`not proven: ${since('0')}`);
  });
});

describe('in a request', () => {
  const asked = async (person: typeof acme, text: string) => {
    const gateway = openGateway(db.gatewayUrl, { max: 1 });
    try {
      return (await gateway.query({ ...person.entry }, { text, values: [] })).rows;
    } finally {
      await gateway.close();
    }
  };

  test('who has audit:read reads the events of the workspace, and no other', async () => {
    const rows = await asked(acme, 'select event from rowseal_audit.events(page_size => 1000)');
    expect(rows.length).toBeGreaterThan(2);
    for (const { event } of rows) expect(JSON.parse(event as string)['workspace_id']).toBe(acme.workspaceId);
    const hashes = await asked(
      acme,
      'select event, personal from rowseal_audit.events(page_size => 1000, others => true)',
    );
    expect(hashes.length).toBeGreaterThan(rows.length);
    expect(JSON.stringify(hashes)).not.toMatch(new RegExp(`${globex.workspaceId}|192\\.0\\.2\\.2`));
    await expect(
      asked(acme, `select * from rowseal_audit.events(workspace => '${globex.workspaceId}')`),
    ).rejects.toMatchObject({ code: 'RS005' });
    await expect(asked(globex, 'select * from rowseal_audit.events()')).rejects.toMatchObject({ code: 'RS006' });
    await expect(asked(globex, 'select * from rowseal_audit.event_batches()')).rejects.toMatchObject({ code: 'RS006' });
    await expect(asked(acme, 'select * from rowseal_audit.verify()')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('where the batches that a key has signed were dropped', () => {
  test('only the id of a key that has signed since counts', async () => {
    const [former] = await db.admin`
      select rowseal_private.jwe_key(statement) as id from rowseal_private.event_batches order by number limit 1`;
    for (let n = 0; n < 2; n++) {
      await recordEvents(db.admin, [{ kind: 'events_dropped', details: { before: '2999-01-01T00:00:00Z' } }]);
      await sealAll(db.admin);
    }
    await signAll();
    const verified = async (id: string) => [
      (await rowseal('verify', '--key', id)).code,
      (await stranger(await saved((await rowseal('export')).output), '', id)).code,
    ];
    // The control: while they are there.
    expect(await verified(former?.['id'])).toEqual([0, 0]);
    await db.admin.begin(async (sql) => {
      const [last] = await sql`select until from rowseal_private.event_batches order by number desc limit 1`;
      await sql`select rowseal_private.note_dropped_events(${last?.['until']}::timestamptz)`;
      await sql`with gone as (
        delete from rowseal_private.sealed_events as sealed using rowseal_private.event_batches as batch
         where batch.is_dropped and sealed.number < batch.first_event + batch.events returning sealed.id
      ) delete from rowseal_private.audit_events where id in (select id from gone)`;
    });
    await sealAll(db.admin);
    await signAll();
    expect(former?.['id']).not.toBe(key);
    expect(await verified(former?.['id'])).toEqual([1, 1]);
    expect(await verified(key)).toEqual([0, 0]);
  });
});
