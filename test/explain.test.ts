import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { closeAfterFile } from './support/closing.ts';
import { connect } from './support/connect.ts';
import { freshDatabase } from './support/database.ts';
import { PRINCIPALS, type Principal, type Situation, situations, TABLES, WORLD } from './support/situations.ts';

const { admin, gatewayUrl } = await freshDatabase();
const gateway = connect(gatewayUrl, { max: 1 });
closeAfterFile(() => gateway.end({ timeout: 1 }));
await admin.unsafe(WORLD);
const ids = new Map<string, Entered>();
for (const principal of PRINCIPALS) ids.set(principal.name, await make(principal));

interface Entered {
  id: string;
  enter(sql: postgres.TransactionSql): Promise<unknown>;
}

/** Makes a credential, and spoils it where it is to be. */
async function make({ user, scope, workspace, kind, spoilt, level = 2, stale }: Principal): Promise<Entered> {
  if (kind === 'token') {
    const [token] = await admin<{ id: string; user: string }[]>`
      insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, scope, secret_hash, last_four, expires_at, networks, revoked_at, assurance)
      select users.id, rowseal.uuidv7(), workspaces.id, 'x', ${scope}, sha256(sha256('x')), 'xxxx',
             now() + case when ${spoilt === 'expired'} then interval '-1 second' else '1 day' end,
             case when ${spoilt === 'network'} then '{10.0.0.0/8}'::cidr[] end,
             case when ${spoilt === 'revoked'} then now() end, ${level}
        from rowseal.users, rowseal.workspaces where email = ${user} and slug = ${workspace ?? 'acme'}
      returning id, user_id as user`;
    if (!token) throw new Error('no token');
    return {
      id: token.id,
      enter: (sql) =>
        sql`select rowseal.enter_with_digest(${token.user}, ${token.id}, sha256('x'), '192.0.2.1', 'acme', null)`,
    };
  }
  const [session] = await admin<Record<string, string>[]>`
    select claims.* from rowseal.users
      cross join lateral rowseal_private.open_session(
        users.id, (select id from rowseal.workspaces where slug = ${workspace}), ${scope}, '192.0.2.1', 'x', proofs => (
          select jsonb_object_agg(kind, now() - case when ${stale ?? false} then interval '1 hour' else '0' end)
            from unnest((array['password', 'totp'])[:${level}]) as kind)) as claims
     where email = ${user}`;
  if (!session) throw new Error('no session');
  const { sub = '', sid = '', exp = '', seal_key: key = '', seal = '' } = session;
  if (spoilt === 'revoked') await admin`update rowseal_private.sessions set revoked_at = now() where id = ${sid}`;
  if (spoilt === 'expired') await admin`update rowseal_private.sessions set expires_at = now() where id = ${sid}`;
  if (spoilt === 'resource')
    await admin`update rowseal_private.sessions set resource = 'https://x.test' where id = ${sid}`;
  if (spoilt === 'disabled') await admin`update rowseal.users set disabled_at = now() where id = ${sub}`;
  return {
    id: sid,
    enter: (sql) => sql`
      select rowseal.enter(${sub}, ${sid}, ${session['workspace'] ?? null}, ${scope}, ${exp}, ${key}, ${seal}, 'acme', null, null)`,
  };
}

/** What a statement of the principal comes to: an SQLSTATE, or whether it reaches a row. */
async function outcome(situation: Situation): Promise<string> {
  const undo = new Error('taken back');
  let reached = 'nothing';
  try {
    await gateway.begin(async (sql) => {
      await ids.get(situation.principal.name)?.enter(sql);
      reached = (await sql.unsafe(situation.statement)).count > 0 ? 'a row' : 'nothing';
      throw undo;
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code;
    if (error !== undo) throw error;
  }
  return reached;
}

describe('rowseal.explain', () => {
  const all = situations(process.env['ROWSEAL_LONG'] ? Number.POSITIVE_INFINITY : 260);

  test(`names the gate that decides in ${all.length} situations`, async () => {
    const gates = new Set<string>();
    const wrong: unknown[] = [];
    for (const situation of all) {
      const [told] = await admin<{ allowed: boolean | null; gate: string | null; sqlstate: string | null }[]>`
        select allowed, gate, sqlstate
          from rowseal.explain(${ids.get(situation.principal.name)?.id ?? ''}, ${situation.table}, ${situation.command},
            ${situation.key ? admin.json(situation.key) : null}, (select id from rowseal.workspaces where slug = 'acme'), '192.0.2.1')`;
      const expected = told?.allowed ? 'a row' : (told?.sqlstate ?? 'nothing');
      const real = await outcome(situation);
      if (real !== expected) wrong.push({ ...situation, told: { ...told }, real });
      gates.add(told?.gate ?? 'allowed');
    }
    expect(wrong).toEqual([]);
    expect([...gates].sort()).toEqual([
      'allowed',
      'assurance',
      'credential_scope',
      'disabled',
      'expired',
      'network',
      'no_privilege',
      'not_member',
      'other_resource',
      'other_workspace',
      'revoked',
      'role_scope',
      'row_absent',
      'row_owner',
      'row_workspace',
      'shared',
    ]);
  });

  test('every table of the situations is one that protect has protected', async () => {
    const found = await admin`select distinct relation from rowseal_audit.access where relation ~ '^shop' order by 1`;
    expect(found.map(({ relation }) => relation)).toEqual([...TABLES].sort());
  });
});
