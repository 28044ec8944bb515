import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { withDatabase } from '#server/database/url.ts';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson } from '#test/support/people.ts';

// Types are looked up in pg_temp first, unless search_path names it elsewhere. A domain there named like a type that a function of ours declares a
// variable of has a check, which runs as the owner of that function.
const db = await freshDatabase();
const person = await createPerson(db.admin, 'acme', 'owner');
const STAMP = randomBytes(4).toString('hex');

const TYPES = [
  'bytea',
  'uuid',
  'text',
  'jsonb',
  'name',
  'oid',
  'inet',
  'int4',
  'int8',
  'bool',
  'interval',
  'timestamptz',
];
const DOMAINS = `
  create function pg_temp.taken() returns boolean language plpgsql as $taken$
  begin
    if current_user = 'rowseal_owner' then raise exception 'ran as rowseal_owner'; end if;
    return true;
  end $taken$;
  ${TYPES.map((type) => `create domain pg_temp.${type} as pg_catalog.${type} check (pg_temp.taken());`).join('\n')}`;

const answerOf = (query: PromiseLike<unknown>) => Promise.resolve(query).then(JSON.stringify, String);

/** A login role with TEMP and what else it is granted, as which a connection acts. */
async function roleWith(name: string, ...granted: string[]): Promise<{ role: string; sql: postgres.Sql }> {
  const role = `${name}_${STAMP}`;
  await db.admin.unsafe(
    `create role ${role} login password '${STAMP}'; grant temp, connect on database "${db.name}" to ${role}`,
  );
  for (const group of granted) await db.admin.unsafe(`grant ${group} to ${role}`);
  const url = new URL(withDatabase(db.adminUrl, db.name));
  url.username = role;
  url.password = STAMP;
  const sql = connect(url.href, { max: 1 });
  afterAll(async () => {
    await sql.end({ timeout: 1 });
    await db.admin.unsafe(`drop owned by ${role} cascade; drop role ${role}`);
  });
  return { role, sql };
}

/** Calls of every function that a role may execute, with nulls for what it takes. */
async function callsOf(role: string): Promise<string[]> {
  const calls = await db.admin<{ call: string }[]>`
    select format('select * from %s(%s)', known.oid::regproc, (
             select string_agg(format('null::%s', type::regtype), ', ' order by place)
               from unnest(known.proargtypes::oid[]) with ordinality as argument (type, place))) as call
      from pg_proc as known
     where known.prosecdef and known.prokind = 'f' and known.prorettype <> 'trigger'::regtype
       and known.pronamespace in ('rowseal'::regnamespace, 'rowseal_audit'::regnamespace)
       and has_function_privilege(${role}, known.oid, 'execute')
     order by 1`;
  return calls.map(({ call }) =>
    call
      .replaceAll(/null::(\w+(?: \w+)*(?:\[\])?)/g, 'null::pg_catalog.$1')
      .replaceAll(/pg_catalog\.(timestamp with time zone)/g, '$1'),
  );
}

describe('a domain in pg_temp, named like a type', () => {
  test('runs its check as the owner of a function that sets an empty search_path: the control', async () => {
    const { role, sql } = await roleWith('caller');
    await db.admin.unsafe(`
      create function public.taken_in() returns void language plpgsql security definer set search_path = ''
        as $$ declare v_text text := 'x'; begin end $$;
      alter function public.taken_in() owner to rowseal_owner; grant execute on function public.taken_in() to ${role}`);
    await sql.unsafe(DOMAINS);
    expect(await answerOf(sql.unsafe('select public.taken_in()'))).toContain('ran as rowseal_owner');
    await db.admin.unsafe('drop function public.taken_in()');
  });

  test.each(['rowseal_auditor', 'rowseal_developer', 'rowseal_reader'])(
    'is nothing to any function that %s may call',
    async (group) => {
      const { role, sql } = await roleWith(group, group);
      await sql.unsafe(DOMAINS);
      const calls = await callsOf(role);
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) expect(await answerOf(sql.unsafe(call)), call).not.toContain('ran as rowseal_owner');
    },
  );

  test('is nothing to a login role that is bound to a member', async () => {
    const { role, sql } = await roleWith('bound');
    await db.admin`revoke temp on database ${db.admin(db.name)} from ${db.admin(role)}`;
    await db.admin`select rowseal.bind_role(${role}, ${person.entry.sub}, ${person.workspaceId})`;
    await db.admin`grant temp on database ${db.admin(db.name)} to ${db.admin(role)}`;
    await sql.unsafe(`begin read write; ${DOMAINS} commit`);
    expect(await answerOf(sql`select count(*)::pg_catalog.int4 as notes from app.notes`)).toBe('[{"notes":0}]');
    await db.admin`select rowseal.unbind_role(${role})`;
  });

  test('is nothing to a request, where PUBLIC may make one', async () => {
    await db.admin`grant temp on database ${db.admin(db.name)} to public`;
    const gateway = openGateway(db.gatewayUrl, { max: 1 });
    const text = `do $all$ begin ${DOMAINS} perform rowseal.require_scope('notes:read'); perform from rowseal.list_members(); perform from app.notes; end $all$`;
    const answer = await answerOf(gateway.query({ ...person.entry }, { text, values: [] }).then(() => 'done'));
    await gateway.close();
    await db.admin`revoke temp on database ${db.admin(db.name)} from public`;
    expect(answer).toBe('"done"');
  });
});
