import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { openHeadSigner, rotateEventKey } from '#server/credentials/head-signer.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import type { HeadConfiguration } from '#server/worker/head-variables.ts';
import { type HeadOutlet, openHeads } from '#server/worker/heads.ts';
import { startSealing } from '#server/worker/sealing.ts';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { faults, lastHead, recordEvents, sealAll } from '#test/support/events.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const db = await freshDatabase();
/** Other files of tests have transactions open in this cluster. */
const SOON = { timeout: 60_000, interval: 50 };
const NOWHERE: HeadConfiguration = { log: false, file: undefined, url: undefined, mail: undefined, everyMs: 10 };

const BATCH = {
  segment: 1,
  number: '1',
  first_event: '1',
  events: 1,
  previous: '0'.repeat(64),
  head: '1'.repeat(64),
  sealed_at: new Date(),
};

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

async function worker(heads?: HeadOutlet): Promise<{ reports: string[]; stop(): Promise<unknown> }> {
  const reports: string[] = [];
  const database = openMaintenance(db.workerUrl);
  const sealing = startSealing({
    database,
    masterKey: TEST_MASTER_KEY,
    heads: heads ?? (await openHeads(NOWHERE, undefined, () => {})),
    report: (message) => void reports.push(message),
    everyMs: 20,
  });
  let stopped: Promise<unknown> | undefined;
  const stop = () => {
    stopped ??= sealing.stop().then(() => database.close());
    return stopped;
  };
  undo.push(stop);
  return { reports, stop };
}

const unsealed = async () => {
  const rows = await db.admin`
    select from rowseal_private.audit_events as event where not exists (
      select from rowseal_private.sealed_events as sealed where sealed.id = event.id)`;
  return rows.length;
};
const unsigned = async () => (await db.admin`select from rowseal_private.event_batches where statement is null`).length;
const order = async (ids: string[]) =>
  (
    await db.admin<
      { id: string }[]
    >`select id from rowseal_private.sealed_events where id in ${db.admin(ids)} order by number`
  ).map(({ id }) => id);

describe('sealing', () => {
  test('takes events in the order of their transactions, and one that was written first and committed last later', async () => {
    const late = connect(db.adminUrl);
    await late.unsafe('begin');
    const [first = ''] = await recordEvents(late, [{}]);
    const early = await recordEvents(db.admin, [{}, {}]);
    const { reports } = await worker();
    // The control: by its time the event that is not committed yet would have been skipped for good.
    await expect.poll(() => db.admin`select from rowseal_private.event_segments`, SOON).toHaveLength(1);
    expect(await order([first, ...early])).toEqual([]);
    await late.unsafe('commit');
    await late.end();
    await expect.poll(() => order([first, ...early]), SOON).toEqual([first, ...early]);
    expect(await faults(db.admin)).toEqual([]);
    expect(reports).toEqual([]);
  });

  test('by two workers at once seals no event twice and leaves none out', async () => {
    const workers = [await worker(), await worker(), await worker()];
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const sql = connect(db.adminUrl);
        for (let n = 0; n < 50; n++) {
          await sql.begin((transaction) =>
            recordEvents(
              transaction,
              Array.from({ length: 1 + (n % 3) }, () => ({})),
            ),
          );
        }
        await sql.end();
      }),
    );
    await expect.poll(unsealed, SOON).toBe(0);
    await expect.poll(unsigned, SOON).toBe(0);
    const [counts] = await db.admin`
      select count(*)::int as sealed, count(distinct id)::int as events, max(number)::int as last from rowseal_private.sealed_events`;
    expect(counts).toMatchObject({ events: counts?.['sealed'], last: counts?.['sealed'] });
    expect(await faults(db.admin)).toEqual([]);
    expect(workers.flatMap(({ reports }) => reports)).toEqual([]);
  });

  test('announces a batch by one notice, in no commit of a cause', async () => {
    const listener = connect(db.adminUrl);
    const heard: string[] = [];
    await listener.listen('rowseal_events', (id) => heard.push(id));
    const [id = ''] = await db.admin.begin((sql) => recordEvents(sql, [{}, {}]));
    await db.admin`select 1`;
    await listener`select 1`;
    expect(heard).toEqual([]);
    await sealAll(db.admin);
    await expect.poll(() => heard, SOON).toContain(id);
    await listener.end();
  });

  test('has a batch signed that was sealed by a worker which then was killed', async () => {
    await recordEvents(db.admin, [{}]);
    await sealAll(db.admin);
    expect(await unsigned()).toBeGreaterThan(0);
    await worker();
    await expect.poll(unsigned, SOON).toBe(0);
    expect(await faults(db.admin)).toEqual([]);
  });

  test('cuts batches at the end of a month', async () => {
    const [row] = await db.admin<{ months: number; batches: number }[]>`
      with made as (
        insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
        select rowseal_private.no_workspace(), date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + shift * interval '1 second',
               rowseal.uuidv7(), 'tested', '{}' from generate_series(0, 32 * 86400, 86400) as shift returning id, at
      )
      select count(distinct date_trunc('month', at at time zone 'UTC'))::int as months, 0 as batches from made`;
    const before = await db.admin`select from rowseal_private.event_batches`;
    await sealAll(db.admin);
    const after = await db.admin`select from rowseal_private.event_batches`;
    expect(after.length - before.length).toBe(row?.months);
    expect(await faults(db.admin)).toEqual([]);
  });

  test('signs nothing more where the chain lost a head that was signed here', async () => {
    const { reports } = await worker();
    await recordEvents(db.admin, [{}]);
    await expect.poll(async () => (await unsealed()) + (await unsigned()), SOON).toBe(0);
    await db.admin`update rowseal_private.event_batches set head = sha256(head)
                    where number = (select max(number) from rowseal_private.event_batches)`;
    await recordEvents(db.admin, [{}]);
    await expect
      .poll(() => reports, SOON)
      .toEqual([expect.stringMatching(/^AUDIT EVENTS WERE CHANGED: .*nothing is signed any more$/)]);
    expect(await unsigned()).toBe(1);
    await db.admin`delete from rowseal_private.event_batches`;
    await db.admin`delete from rowseal_private.sealed_events`;
    await db.admin`update rowseal_private.event_marks set xid = '0'`;
  });
});

describe('the key', () => {
  test('is made once, is encrypted under the master key, and signs nothing under another', async () => {
    const database = openMaintenance(db.workerUrl);
    undo.push(() => database.close());
    const signers = await Promise.all([1, 2, 3].map(() => openHeadSigner(database, TEST_MASTER_KEY)));
    const batch = { ...BATCH, key_id: null, next_key_id: null };
    const signed = await Promise.all(signers.map((signer) => signer.sign(batch)));
    expect(new Set(signed.map(({ keyId }) => keyId)).size).toBe(1);
    expect(await db.admin`select from rowseal_private.event_keys`).toHaveLength(1);
    await expect(openHeadSigner(database, new Uint8Array(32).fill(9))).rejects.toThrow('another ROWSEAL_MASTER_KEY');
  });
});

describe('another key', () => {
  const database = openMaintenance(db.workerUrl);
  afterAll(() => database.close());
  const keyOf = async () => (await database.eventKeys())[0]?.id ?? '';
  const signers = async () =>
    (
      await db.admin<{ kid: string; number: number }[]>`
      select number::int, rowseal_private.jwe_key(statement) as kid from rowseal_private.event_batches order by number`
    ).map(({ kid }) => kid);
  async function oneBatch(): Promise<void> {
    await recordEvents(db.admin, [{}]);
    await sealAll(db.admin);
    const signer = await openHeadSigner(database, TEST_MASTER_KEY);
    for (const batch of await database.unsignedBatches())
      expect(await database.signBatch(batch, (await signer.sign(batch)).statement)).toBe(true);
  }

  test('signs after the batch in which the one before has named it, and what it replaces is forgotten', async () => {
    await oneBatch();
    const before = (await signers()).length;
    const first = await keyOf();
    const made = await rotateEventKey(database, TEST_MASTER_KEY, false);
    expect(made?.firstBatch).toBe(before + 2);
    // Until then it still signs, and is needed.
    expect(await database.advanceEventKeys()).toBe(false);
    await oneBatch();
    await oneBatch();
    expect((await signers()).slice(before - 1)).toEqual([first, first, made?.id]);
    const [last] = await db.admin<{ statement: string }[]>`
      select statement from rowseal_private.event_batches where number = ${before + 1}`;
    expect(decodeJwt(last?.statement ?? '')).toMatchObject({ next: made?.id });
    await database.advanceEventKeys();
    expect((await database.eventKeys()).map(({ id, private_jwe }) => [id, private_jwe !== null])).toEqual([
      [made?.id, true],
      [first, false],
    ]);
    expect(await faults(db.admin)).toEqual([]);
  });

  test('is made by schedule, once, by whichever worker', async () => {
    expect([await database.advanceEventKeys(), await rotateEventKey(database, TEST_MASTER_KEY, true)]).toEqual([
      false,
      undefined,
    ]);
    await db.admin`update rowseal_private.event_keys set created_at = created_at - interval '365 days'`;
    expect(await database.advanceEventKeys()).toBe(true);
    const made = await Promise.all([1, 2, 3].map(() => rotateEventKey(database, TEST_MASTER_KEY, true)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await database.advanceEventKeys()).toBe(false);
  });

  test('may follow at once upon another: each signs the batch in which it names the next', async () => {
    const before = await signers();
    const made = [
      await keyOf(),
      (await rotateEventKey(database, TEST_MASTER_KEY, false))?.id,
      (await rotateEventKey(database, TEST_MASTER_KEY, false))?.id,
    ];
    for (let n = 0; n < 5; n++) await oneBatch();
    expect((await signers()).slice(before.length + 1, before.length + 4)).toEqual(made);
    expect(new Set(await signers()).size).toBe(5);
  });

  test('under another master key is not made, for the one before could not name it', async () => {
    await expect(rotateEventKey(database, new Uint8Array(32).fill(9), false)).rejects.toThrow(
      'another ROWSEAL_MASTER_KEY',
    );
  });

  test('has what a former key signs refused', async () => {
    await recordEvents(db.admin, [{}]);
    await sealAll(db.admin);
    const [batch] = await database.unsignedBatches();
    if (!batch) throw new Error('nothing was sealed');
    const signer = await openHeadSigner(database, TEST_MASTER_KEY);
    const { keyId } = await signer.sign(batch);
    const former = (await signers()).find((id) => id !== keyId) ?? '';
    const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: former })).toString('base64url');
    expect(await database.signBatch(batch, `${header}.e30.e30`)).toBe(false);
    expect(await database.signBatch(batch, (await signer.sign(batch)).statement)).toBe(true);
  });
});

describe('heads leave', () => {
  const LINE =
    /^\{"level":30,.*"msg":"audit head","head":"\d+\.\d+\.[0-9a-f]{64}","key":"[\w-]{43}","statement":"eyJ[\w-]+\.[\w-]+\.[\w-]+"\}\n?$/;

  test('as lines of the log, into a file, to an address and by mail', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-heads-'));
    undo.push(() => rm(folder, { recursive: true }));
    const posted: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        posted.push(body);
        response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await vi.waitUntil(() => server.listening);
    undo.push(async () => server.close());
    const logged = vi.spyOn(console, 'log').mockImplementation(() => {});
    undo.push(async () => logged.mockRestore());
    const mails: { to: string; text: string }[] = [];
    const transport = {
      send: async (mail: { to: string; text: string }) => {
        mails.push(mail);
        return 'sent' as const;
      },
    };
    const complaints: string[] = [];
    const file = path.join(folder, 'heads.jsonl');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const heads = await openHeads(
      { log: true, file, url, mail: 'audit@example.com', everyMs: 10 },
      transport,
      (message) => complaints.push(message),
    );
    const { stop } = await worker(heads);
    await recordEvents(db.admin, [{}]);
    await expect.poll(async () => (await unsealed()) + (await unsigned()), SOON).toBe(0);
    await recordEvents(db.admin, [{}]);
    await expect.poll(async () => (await unsealed()) + (await unsigned()), SOON).toBe(0);
    await stop();
    const head = await lastHead(db.admin);
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    for (const last of [lines.at(-1), posted.at(-1), String(logged.mock.calls.at(-1)?.[0])]) {
      expect(last).toMatch(LINE);
      expect(last).toContain(head);
    }
    // One a day.
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      to: 'audit@example.com',
      text: expect.stringContaining('events verify --head 1.'),
    });
    expect(complaints).toEqual([]);
    // Another process goes on from the file.
    const again = await openHeads({ ...NOWHERE, file }, undefined, () => {});
    const { segment, number, head: hash } = again.last() ?? {};
    expect(`${segment}.${number}.${hash}`).toBe(head);
  });

  test('a way that takes none is reported once, and holds up nothing', async () => {
    const complaints: string[] = [];
    const file = path.join(tmpdir(), 'there-is-no-such-folder', 'heads.jsonl');
    const heads = await openHeads({ ...NOWHERE, file, everyMs: 1 }, undefined, (message) => complaints.push(message));
    await worker(heads);
    for (let n = 0; n < 3; n++) {
      await recordEvents(db.admin, [{}]);
      await expect.poll(async () => (await unsealed()) + (await unsigned()), SOON).toBe(0);
    }
    await expect.poll(() => complaints, SOON).toEqual([expect.stringContaining(file)]);
  });
});
