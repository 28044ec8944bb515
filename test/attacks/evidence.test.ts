import fc from 'fast-check';
import type postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { faults, lastHead, NIL, recordEvents, sealAll } from '#test/support/events.ts';

// Whoever may do anything to the database, and would change what audit events say.
const { admin, name } = await freshDatabase();
const UNDO = new Error('taken back');

const [ada, bob] = ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000b'];
const acme = '01890000-0000-7000-8000-0000000000ac';

beforeAll(async () => {
  for (let batch = 0; batch < 4; batch++) {
    await recordEvents(admin, [
      { userId: ada, ip: '192.0.2.7', workspaceId: acme, details: { role: 'owner', n: 12.5, of: ['a', { b: null }] } },
      { userId: bob, ip: '2001:db8::/32', details: { why: 'Überraschung "\u0001" 🦀' } },
      { userId: ada, kind: 'logged_in', details: {} },
    ]);
    await sealAll(admin);
  }
  await admin`update rowseal_private.event_batches set statement = 'signed' where number = 1`;
});

/** Runs something in a transaction that is taken back. */
async function takenBack(work: (sql: postgres.TransactionSql) => Promise<void>): Promise<void> {
  await admin
    .begin(async (sql) => {
      await work(sql);
      throw UNDO;
    })
    .catch((error: unknown) => {
      if (error !== UNDO) throw error;
    });
}

/** What verify says after a change. */
async function foundAfter(change: string, head: string | null = null): Promise<string[]> {
  let found: string[] = [];
  await takenBack(async (sql) => {
    const { count } = await sql.unsafe(change);
    if (count === 0) throw new Error(`nothing was changed: ${change}`);
    found = await faults(sql, head);
  });
  return found;
}

describe('whoever changes sealed events is found', () => {
  test('the control: what nobody has changed verifies, with its head and without', async () => {
    expect(await faults(admin)).toEqual([]);
    expect(await faults(admin, await lastHead(admin))).toEqual([]);
  });

  test('by any byte of any column of an event, of its seal, of its batch', async () => {
    // Every column there is, so that one which is added and not sealed fails here; each character of what it says, put to another.
    const results = await admin.unsafe(`${FLIP} select * from pg_temp.flip()`);
    const flipped = (results as unknown as { tried: number; missed: string[]; columns: number }[][]).flat().at(-1);
    expect(flipped?.missed).toEqual([]);
    expect(flipped?.columns).toBeGreaterThan(25);
    expect(flipped?.tried).toBeGreaterThan(300);
    // The control: where the same is written again nothing is found.
    expect(await foundAfter('update rowseal_private.audit_events set details = details, ip = ip')).toEqual([]);
  });

  test.each([
    [
      'an event removed',
      'delete from rowseal_private.audit_events where id = (select id from rowseal_private.sealed_events where number = 5)',
      ['event_missing'],
    ],
    [
      'the last event removed',
      'delete from rowseal_private.audit_events where id = (select id from rowseal_private.sealed_events order by number desc limit 1)',
      ['event_missing'],
    ],
    [
      'an event and its seal removed',
      'with gone as (delete from rowseal_private.sealed_events where number = 5 returning id) delete from rowseal_private.audit_events where id in (select id from gone)',
      ['seals_altered'],
    ],
    ['a batch removed', 'delete from rowseal_private.event_batches where number = 2', ['batches_missing']],
    ['the first batch removed', 'delete from rowseal_private.event_batches where number = 1', ['batches_missing']],
    [
      'two events moved',
      'update rowseal_private.sealed_events set number = 11 - number where number in (5, 6)',
      ['seals_altered'],
    ],
    [
      'an event moved to another workspace',
      `update rowseal_private.audit_events set workspace_id = '${bob}' where workspace_id = '${acme}' and at = (select min(at) from rowseal_private.audit_events where workspace_id = '${acme}')`,
      ['event_missing', 'event_unsealed'],
    ],
    [
      'an event put among them',
      `insert into rowseal_private.audit_events (workspace_id, at, id, kind, details, xid) select workspace_id, at, rowseal.uuidv7(), kind, details, xid from rowseal_private.audit_events where kind = 'logged_in' order by xid limit 1`,
      ['event_unsealed'],
    ],
    [
      'an event of a transaction to come',
      `insert into rowseal_private.audit_events (workspace_id, at, id, kind, details, xid) values ('${NIL}', now(), rowseal.uuidv7(), 'late', '{}', '99999999999')`,
      ['event_unsealed'],
    ],
    [
      'a seal put among them',
      `insert into rowseal_private.sealed_events (workspace_id, at, id, number, hash) select workspace_id, at, rowseal.uuidv7(), number, hash from rowseal_private.sealed_events where number = 4`,
      ['seals_altered', 'event_missing'],
    ],
    [
      'a batch said to be dropped',
      'update rowseal_private.event_batches set is_dropped = true where number = 2',
      ['batch_dropped'],
    ],
    [
      'a salt taken from an event that was not erased',
      'update rowseal_private.sealed_events set salt = null where number = (select min(number) from rowseal_private.sealed_events where salt is not null)',
      ['event_altered'],
    ],
  ])('%s', async (_, change, kinds) => {
    expect(await foundAfter(change)).toEqual(kinds);
  });

  test('in generated chains by one generated change, and the rest is not blamed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        async (values, pick) => {
          await takenBack(async (sql) => {
            const ids = await recordEvents(
              sql,
              values.map((value) => ({ details: { value: strip(value) } })),
            );
            await sql`update rowseal_private.audit_events set xid = (select xid from rowseal_private.event_marks) where id in ${sql(ids)}`;
            await sql`select from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
            expect(await faults(sql)).toEqual([]);
            const id = ids[pick % ids.length] ?? '';
            await sql`update rowseal_private.audit_events set details = jsonb_build_object('value', details) where id = ${id}`;
            const rows = await sql<
              { kind: string; what: string }[]
            >`select kind, what from rowseal_audit.verify() where kind <> 'segment'`;
            expect(rows.map(({ kind, what }) => [kind, what.includes(id)])).toEqual([['event_altered', true]]);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('who rewrites events and chain alike, by a head that has left', async () => {
    const head = await lastHead(admin);
    // As good as the attacker's own copy of our functions: what is sealed anew is consistent.
    const rewrite = `update rowseal_private.audit_events set user_id = '${bob}' where user_id = '${ada}';
      delete from rowseal_private.event_batches; delete from rowseal_private.sealed_events;
      update rowseal_private.event_marks set xid = '0', id = '${NIL}';
      select rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
    // The control: without the head nothing is found.
    expect(await foundAfter(rewrite)).toEqual([]);
    expect(await foundAfter(rewrite, head)).toEqual(['head_ahead']);
    const [early] = await admin<{ head: string }[]>`
      select segment || '.' || number || '.' || encode(head, 'hex') as head from rowseal_private.event_batches where number = 1`;
    expect(await foundAfter(rewrite, early?.head)).toEqual(['head_differs']);
  });

  test('who removes the newest batches with their events, by a head that has left', async () => {
    const head = await lastHead(admin);
    const shorten = `update rowseal_private.event_marks set xid = '99999999', id = '${NIL}';
      create temporary view cut as select max(first_event) as number from rowseal_private.event_batches;
      delete from rowseal_private.audit_events where id in (select id from rowseal_private.sealed_events, cut where sealed_events.number >= cut.number);
      delete from rowseal_private.sealed_events where number >= (select number from cut);
      delete from rowseal_private.event_batches where number = (select max(number) from rowseal_private.event_batches)`;
    // The control: what is left is a chain.
    expect(await foundAfter(shorten)).toEqual([]);
    expect(await foundAfter(shorten, head)).toEqual(['head_ahead']);
  });
});

test('no head is refused', async () => {
  await expect(faults(admin, 'head')).rejects.toMatchObject({ code: '22023' });
});

describe('what may happen to sealed events, and they verify', () => {
  test('values of somebody who was erased, with the salts of their hashes', async () => {
    await takenBack(async (sql) => {
      await sql`insert into rowseal_private.personal_values values ('details', 'why', 'for the test')`;
      const [id = ''] = await recordEvents(sql, [
        { userId: ada, ip: '192.0.2.9', details: { why: 'she said so', n: 1 } },
      ]);
      await recordEvents(sql, [{ userId: ada, kind: 'user_erased' }]);
      await sql`update rowseal_private.audit_events set xid = (select xid from rowseal_private.event_marks) where xid = pg_current_xact_id()`;
      await sql`select from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
      const line = async () =>
        (
          await sql<
            { event: string; personal: object | null }[]
          >`select event, personal from rowseal_audit.events(page_size => 1000)`
        ).find(({ event }) => event.includes(id));
      const before = await line();
      expect(before?.personal).toMatchObject({ ip: { value: '192.0.2.9' }, 'details.why': { value: 'she said so' } });
      expect(before?.event).not.toMatch(/192\.0\.2\.9|she said/);
      for (let n = 0; n < 40; n++) await sql`select rowseal_private.purge()`;
      expect(await line()).toEqual({ event: before?.event, personal: null });
      const [row] = await sql`select event.ip, event.details, sealed.salt from rowseal_private.audit_events as event
        join rowseal_private.sealed_events as sealed using (workspace_id, at, id) where id = ${id}`;
      expect(row).toEqual({ ip: null, details: { n: 1 }, salt: null });
      expect(await sql`select from rowseal_private.audit_events where user_id = ${ada} and ip is not null`).toEqual([]);
      // Another's stay; and the control: a value that is put back is found.
      expect(await sql`select from rowseal_private.audit_events where user_id = ${bob} and ip is null`).toEqual([]);
      expect(await faults(sql)).toEqual([]);
      await sql`update rowseal_private.audit_events set details = '{"n": 2}' where id = ${id}`;
      expect(await faults(sql)).toEqual(['event_altered']);
    });
  });

  test('months that retention drops leave their last head, and verification goes on', async () => {
    await takenBack(async (sql) => {
      await sql.unsafe(`create table rowseal_private.audit_events_200101 partition of rowseal_private.audit_events
        for values from ('2001-01-01 Z') to ('2001-02-01 Z')`);
      for (let n = 0; n < 3; n++) {
        await sql`insert into rowseal_private.audit_events (workspace_id, at, id, kind, details, xid)
          select ${NIL}, '2001-01-15', rowseal.uuidv7(), 'old', '{}', xid from rowseal_private.event_marks`;
        await sql`select from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
      }
      expect(await faults(sql)).toEqual([]);
      const head = await lastHead(sql);
      await sql`select rowseal_private.drop_audit_partitions()`;
      // The control: until an event says so, and is sealed, it might have been anybody.
      expect(await faults(sql)).toContain('batch_dropped');
      await sql`update rowseal_private.audit_events set xid = (select xid from rowseal_private.event_marks) where kind = 'events_dropped'`;
      await sql`select from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
      expect(await faults(sql, head)).toEqual([]);
      // They come after batches that are kept: each stays, or there would be a gap among them.
      const kept = await sql`select number from rowseal_private.event_batches where is_dropped order by number`;
      expect(kept).toEqual([{ number: '5' }, { number: '6' }, { number: '7' }]);
    });
  });

  test('only where the chain begins may batches be gone; after one that is kept, a gap is found', async () => {
    await takenBack(async (sql) => {
      const numbers = async () =>
        (await sql`select number::int from rowseal_private.event_batches order by number`).map(({ number }) => number);
      await sql`select rowseal_private.note_dropped_events(until) from rowseal_private.event_batches where number = 3`;
      expect(await numbers()).toEqual([2, 3, 4]);
      await recordEvents(sql, [{ kind: 'events_dropped', details: { before: '2999-01-01T00:00:00Z' } }]);
      await sql`update rowseal_private.audit_events set xid = (select xid from rowseal_private.event_marks) where kind = 'events_dropped'`;
      await sql`select from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
      // The control: the first is dropped, and said to be.
      expect(await faults(sql)).toEqual([]);
      await sql`update rowseal_private.event_batches set is_dropped = true where number = 5`;
      await sql`delete from rowseal_private.event_batches where number = 4`;
      expect(await faults(sql)).toContain('batches_missing');
    });
  });
});

describe('a restore', () => {
  test('begins a segment, which verify names, with what was lost', async () => {
    const lost = async (sql: postgres.ISql) => {
      await recordEvents(sql, [{}]);
      await sql`update rowseal_private.audit_events set xid = (select xid from rowseal_private.event_marks) where xid = pg_current_xact_id()`;
      await sql`select from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
    };
    let head = '';
    await takenBack(async (sql) => {
      await lost(sql);
      head = await lastHead(sql);
    });
    await takenBack(async (sql) => {
      // As after a dump was restored in another cluster: ids of transactions lie ahead, and the last events were not sealed.
      await sql`update rowseal_private.event_segments set cluster = 'another'`;
      await recordEvents(sql, [{}, {}]);
      await sql`update rowseal_private.audit_events set xid = xid::text::bigint::text::xid8`;
      await sql`update rowseal_private.audit_events set xid = '88888888888' where xid = pg_current_xact_id()`;
      for (let n = 0; n < 3; n++)
        await sql`select from rowseal_private.seal_batch(pg_snapshot_xmax(pg_current_snapshot()), 1000)`;
      const rows = await sql`select kind, segment, batch from rowseal_audit.verify(${head})`;
      expect(rows).toEqual([
        { kind: 'segment', segment: 1, batch: '1' },
        { kind: 'segment', segment: 2, batch: '5' },
        { kind: 'restored', segment: 1, batch: '5' },
      ]);
      const [{ what = '' } = {}] = await sql<
        { what: string }[]
      >`select what from rowseal_audit.verify(${head}) where kind = 'restored'`;
      expect(what).toMatch(/lost when segment 2 began \(another cluster, .*\): 1 batches up to the head/);
      const [sealed] =
        await sql`select count(*)::int as events from rowseal_private.audit_events where id in (select id from rowseal_private.sealed_events)`;
      expect(sealed?.['events']).toBeGreaterThanOrEqual(14);
    });
    expect(name).toBeTruthy();
  });
});

/** JSON that jsonb can hold. */
function strip(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll('\\u0000', '')
      .replace(/\\ud[89a-f][0-9a-f]{2}/gi, ''),
  );
}

const FLIP = `
create function pg_temp.flip(out tried int, out missed text[], out columns int) language plpgsql as $do$
declare
  v_column record; v_row record; v_text text; v_new text; v_at int; v_count int;
begin
  tried := 0; missed := '{}'; columns := 0;
  for v_column in
    select c.oid::regclass as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
           case c.relname when 'event_batches' then 'number = 2' else
             'id in (select id from rowseal_private.sealed_events where number = 4)' end as which
      from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.oid in ('rowseal_private.audit_events'::regclass, 'rowseal_private.sealed_events'::regclass,
                     'rowseal_private.event_batches'::regclass)
       -- What they hold says nothing but how to verify: a signature is verified outside; nothing was erased or dropped.
       and (c.relname, a.attname) not in (('event_batches', 'statement'), ('event_batches', 'is_dropped'),
            ('event_batches', 'personal'), ('sealed_events', 'erased'))
  loop
    columns := columns + 1;
    for v_row in execute format('select ctid, tableoid, %I::text as value from %s where %s', v_column.name, v_column.relation, v_column.which) loop
      v_text := coalesce(v_row.value, '');
      for v_at in 1 .. greatest(length(v_text), 1) loop
        begin
          v_new := overlay(v_text placing case when substr(v_text, v_at, 1) = '1' then '2' else '1' end from v_at for 1);
          if v_row.value is null then
            v_new := case v_column.type when 'jsonb' then '{}' when 'inet' then '192.0.2.1' when 'uuid' then gen_random_uuid()::text else '1' end;
          end if;
          execute format('update %s set %I = %L where ctid = %L and tableoid = %s and %I is distinct from %L::%s',
            v_column.relation, v_column.name, v_new, v_row.ctid, v_row.tableoid, v_column.name, v_new, v_column.type);
          get diagnostics v_count = row_count;
          if v_count > 0 then
            tried := tried + 1;
            if not exists (select from rowseal_audit.verify() where kind <> 'segment') then
              missed := missed || format('%s.%s: %s to %s', v_column.relation, v_column.name, v_text, v_new);
            end if;
          end if;
          raise sqlstate 'ZZ999';
        exception
          when sqlstate 'ZZ999' then null;
          -- No value of its type, or none that a row may have.
          when data_exception or integrity_constraint_violation then null;
        end;
      end loop;
    end loop;
  end loop;
end $do$;`;
