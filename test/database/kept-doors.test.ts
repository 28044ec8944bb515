import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';

const db = await freshDatabase();

/** What the issuing door may call without keeping to reads, and why. */
const WITHOUT_KEEPING: Readonly<Record<string, string>> = {
  'rowseal.beat': 'a heartbeat of a server, which docs/operate/maintenance.md names',
  'rowseal.check_streams': 'enters for each stream',
  'rowseal.end_backends': 'ends sessions of its own role, and writes nothing',
  'rowseal.keep_idempotency_key': 'refuses who has not entered',
  'rowseal.read_replicas': 'reads the heartbeats of standbys',
  'rowseal.recovery_state': 'reads',
  'rowseal.recovery_state_since': 'reads',
  'rowseal.restore_password': 'a server restores the password of its own role',
  'rowseal.restore_settings': 'a server restores the settings of its own role',
  'rowseal_private.add_signing_key': 'a server that finds no key, or a command',
  'rowseal_private.browser_claims': 'seals claims, and writes nothing',
  'rowseal_private.claims_with_key': 'enters',
  'rowseal_private.password_policy': 'draws a salt, and writes nothing',
  'rowseal_private.try_issuing': 'calls for readiness what changes nothing',
};

/** What the gateway may call though nobody has entered, and why. */
const WITHOUT_ENTERING: Readonly<Record<string, string>> = {
  'rowseal.beat_seen': 'reads a heartbeat on a standby',
  'rowseal.recovery_state': 'reads',
  'rowseal.recovery_state_since': 'reads',
};

interface OurFunction {
  name: string;
  body: string;
  takes_address: boolean;
  call: string;
}

/** The functions through which a login role could write: volatile ones, of the gateway those with rights of their own. */
const functionsOf = (login: string) => db.admin<OurFunction[]>`
  select format('%s.%s', called.pronamespace::regnamespace, called.proname) as name,
         coalesce(pg_get_function_sqlbody(called.oid), called.prosrc) as body,
         'ip' = any (called.proargnames) as takes_address,
         format('select %s.%I(%s)', called.pronamespace::regnamespace, called.proname, (
           select string_agg(case
               when type.typname = '_text' then 'array[''x'']'
               when type.typnamespace = 'rowseal_private'::regnamespace then 'null'
               else 'null::' || format_type(type.oid, null) end, ', ' order by argument.place)
             from unnest(called.proargtypes) with ordinality as argument (type, place)
             join pg_type as type on type.oid = argument.type)) as call
    from pg_proc as called
   where called.provolatile = 'v' and called.prokind = 'f'
     and called.pronamespace in ('rowseal'::regnamespace, 'rowseal_private'::regnamespace, 'rowseal_audit'::regnamespace)
     and called.prorettype <> 'trigger'::regtype
     and has_function_privilege(${login}, called.oid, 'execute')
     and (${login} = 'rowseal_issuer' or called.prosecdef)
   order by 1`;

/** Whether a function keeps to reads before its first statement that writes, or locks rows to. */
function keepsItself(body: string): boolean {
  const kept = body.search(/rowseal_private\.(keep_to_reads|from_request)\(/);
  const written = body.search(/\b(insert into|update rowseal\w*\.|delete from|for (no key )?update)/i);
  return kept >= 0 && (written < 0 || kept < written);
}

const servers = globSync('server/**/*.ts').map((file) => readFileSync(file, 'utf8'));

/** What servers put between the parentheses of a function, once for each place that calls it. */
function argumentsOf(name: string): string[] {
  return servers.flatMap((text) =>
    text
      .split(`${name}(`)
      .slice(1)
      .map((rest) => {
        let open = 1;
        const end = [...rest].findIndex((character) => {
          open += character === '(' ? 1 : character === ')' ? -1 : 0;
          return open === 0;
        });
        return rest.slice(0, end);
      }),
  );
}

/** Whether every server says for a function which request it is of, which keeps the statement to reads. */
function isKeptByServers(name: string): boolean {
  const calls = argumentsOf(name);
  return calls.length > 0 && calls.every((given) => /\b(fromRequest|fromEntry|callerOf)\(/.test(given));
}

test('what the issuing door may call keeps to reads in maintenance mode before it writes', async () => {
  const functions = await functionsOf('rowseal_issuer');
  const unkept = functions.filter(
    ({ name, body, takes_address }) => !(keepsItself(body) || (takes_address && isKeptByServers(name))),
  );
  expect(functions.length).toBeGreaterThan(60);
  expect(unkept.map(({ name }) => name)).toEqual(Object.keys(WITHOUT_KEEPING));
});

test('what the gateway may call with rights of its own refuses who has not entered', async () => {
  const gateway = connect(db.gatewayUrl, { max: 1 });
  const functions = await functionsOf('rowseal_gateway');
  const unrefused: string[] = [];
  for (const { name, call } of functions) {
    const code = await gateway.unsafe(call).then(
      () => 'none',
      (error: { code?: string }) => String(error.code),
    );
    if (!/^RS0(01|08)$/.test(code)) unrefused.push(name);
  }
  await gateway.end();
  expect(functions.length).toBeGreaterThan(40);
  expect(unrefused).toEqual(Object.keys(WITHOUT_ENTERING));
});

test('the control: a function that writes first, or never keeps to reads, is found', () => {
  const keeps = 'perform rowseal_private.keep_to_reads();';
  const writes = 'update rowseal_private.sessions set generation = 1;';
  expect(
    [keeps + writes, writes + keeps, writes, 'select f(rowseal_private.from_request(ip, id))'].map(keepsItself),
  ).toEqual([true, false, false, true]);
});
