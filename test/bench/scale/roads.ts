import { createHash, randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { type ClaimsEntry, openGateway } from '#server/database/gateway.ts';
import { type ApiWorld, CALLER, forged } from '#test/support/api-world.ts';
import { connect } from '#test/support/connect.ts';
import { createPerson } from '#test/support/people.ts';
import { everyRoad, type Road, road } from '#test/support/roads.ts';
import { OF_MEMBERS, ofIssuer, ofOperator, ofWorker, type Statement } from './statements.ts';
import { findSubjects } from './subjects.ts';

/** A superuser of another name than the administrator's, whose statements are not those of the bench. */
export const OPERATOR = 'bench_operator';

/** Roads by who takes them. */
export type RoadsByRole = Record<'clients' | 'the server' | 'members' | 'the worker' | 'operators', Road[]>;

/**
 * Every road there is: those of the tests of plans, and those that a test of them does not take.
 *
 * @param world - a server on a database that fill.sql has filled.
 * @returns them, and what ends their connections.
 */
export async function roadsOf(world: ApiWorld): Promise<{ roads: RoadsByRole; close(): Promise<void> }> {
  const { db } = world;
  const subjects = await findSubjects(db.admin);
  const usual = await everyRoad(world);
  await db.admin.unsafe(`create role ${OPERATOR} superuser login`);
  const [issuer, worker, operator] = [
    db.issuerUrl,
    db.workerUrl,
    db.adminUrl.replace('//postgres@', `//${OPERATOR}@`),
  ].map((url) => connect(url, { prepare: true })) as [postgres.Sql, postgres.Sql, postgres.Sql];
  const entering = connect(db.gatewayUrl, { prepare: true });
  const { entry } = await createPerson(db.admin, 'acme', 'owner');
  const gateway = openGateway(db.gatewayUrl, { max: 1 });
  const roads: RoadsByRole = {
    clients: [...usual.roads, ...[...ofClients(world), ...entrances(world, entering, entry)].map(renewed(world))],
    'the server': [...ofIssuer(subjects), ofStreams(entry)].map(takenBack(issuer)),
    members: [...OF_MEMBERS, ofMember(subjects.person)].map(({ name, text }) => ({
      name,
      ready: async () => {
        // In a large installation the roads before took longer than proofs are fresh.
        await db.admin`update rowseal_private.session_proofs set proved_at = now() where session_id = ${entry.sid}`;
        return () => gateway.query({ ...entry }, { text, values: [] });
      },
    })),
    'the worker': ofWorker(subjects).map(takenBack(worker)),
    operators: ofOperator(subjects).map(takenBack(operator)),
  };
  const close = async () => {
    await Promise.all([
      usual.close(),
      gateway.close(),
      ...[issuer, worker, operator, entering].map((sql) => sql.end()),
    ]);
  };
  return { roads, close };
}

/** Runs a statement, and takes back what it did: the next round finds the same. */
function takenBack(sql: postgres.Sql) {
  const done = new Error('done');
  return ({ name, text, isLong }: Statement): Road =>
    road(name, async () => {
      const work = sql.begin(async (transaction) => {
        if (isLong) await transaction`set local auto_explain.log_nested_statements = off`;
        await transaction.unsafe(text);
        throw done;
      });
      await work.catch((error: unknown) => {
        if (error !== done) throw new Error(`${name}: ${String(error)}`, { cause: error });
      });
    });
}

/** The check of open streams, of one that reads the events of acme. */
const ofStreams = (entry: ClaimsEntry): Statement => ({
  name: 'an open stream, checked',
  text: `select * from rowseal.check_streams('${JSON.stringify([{ ...entry, wanted: 'acme', needed: 'audit:read' }])}')`,
});

const ofMember = (id: string): Statement => ({
  name: 'a role given',
  text: `select rowseal.set_member_role('${id}', 'viewer')`,
});

/** What adapters and psql enter by, each alone. */
function entrances({ createToken }: ApiWorld, sql: postgres.Sql, entry: ClaimsEntry): Road[] {
  const { sub, sid, scope, exp, seal_key, seal } = entry;
  const parts = (token: string) => {
    const bytes = Buffer.from(token.slice(4), 'base64url');
    const digest = createHash('sha256').update(bytes.subarray(32, -4)).digest('hex');
    return [bytes.toString('hex', 0, 16), bytes.toString('hex', 16, 32), digest];
  };
  return [
    {
      name: 'entering from psql by a personal access token',
      ready: async () => {
        const { token } = await createToken();
        return () => sql.begin((entered) => entered`select rowseal.enter_with_token(${token})`);
      },
    },
    road('entering by claims', () =>
      sql.begin((entered) =>
        entered.unsafe(
          `select * from rowseal.authenticate($1, $2, null, $3, $4, $5, decode($6, 'hex'), 'acme', null, null)`,
          [sub, sid, scope ?? null, exp, seal_key, seal],
        ),
      ),
    ),
    {
      name: 'entering by the digest of a personal access token',
      ready: async () => {
        const [user, id, digest] = parts((await createToken()).token);
        return () =>
          sql.begin((entered) =>
            entered.unsafe(
              `select * from rowseal.authenticate_with_digest('${user}', '${id}', decode('${digest}', 'hex'), null, null, null)`,
            ),
          );
      },
    },
  ];
}

/** Others may have ended the caller's session. */
const renewed =
  ({ renew }: ApiWorld) =>
  ({ name, ready }: Road): Road => ({ name, ready: () => renew().then(ready) });

/** By HTTP, what the usual requests of each operation leave out: credentials of other kinds, keys of idempotency, versions. */
function ofClients(world: ApiWorld): Road[] {
  const { client, createToken, grant, send, service } = world;
  const bearer = (token: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${token}`, ...more });
  const form = { authorization: client.authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const expecting = async (answer: Promise<{ status: number; body: unknown }>, expected: number) => {
    const { status, body } = await answer;
    if (status !== expected) throw new Error(`${status}: ${JSON.stringify(body)}`);
  };
  const owner = async (more: Record<string, string> = {}) =>
    bearer((await world.logIn()).accessToken, { 'x-rowseal-workspace': 'acme', ...more });
  const graphql = (token: string) => ({
    method: 'POST' as const,
    url: '/graphql',
    headers: bearer(token),
    payload: { query: '{ allNotes(first: 20) { nodes { title } } }' },
  });
  return [
    {
      name: 'entering by a personal access token',
      ready: async () => {
        const { token } = await createToken();
        return () => expecting(send({ url: '/v1/me', headers: bearer(token) }), 200);
      },
    },
    {
      name: 'GraphQL by a personal access token',
      ready: async () => {
        const { token } = await createToken();
        return () => expecting(send(graphql(token)), 200);
      },
    },
    {
      name: 'a personal access token that is none',
      ready: async () => {
        const { token } = await createToken();
        return () => expecting(send({ url: '/v1/me', headers: bearer(forged(token)) }), 401);
      },
    },
    {
      name: 'GraphQL by the key of a service',
      ready: async () => {
        const { token } = await service();
        return () => expecting(send(graphql(token)), 200);
      },
    },
    {
      name: 'a service that gets a token',
      ready: async () => {
        const { id, token } = await service();
        const payload = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: token });
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        return () => expecting(send({ method: 'POST', url: '/v1/oauth/token', headers, payload: `${payload}` }), 200);
      },
    },
    {
      name: 'a grant refreshed',
      ready: async () => {
        const { refreshToken } = await grant();
        const payload = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
        return () =>
          expecting(send({ method: 'POST', url: '/v1/oauth/token', headers: form, payload: `${payload}` }), 200);
      },
    },
    {
      name: 'a wrong password',
      ready: async () => () =>
        expecting(
          send({
            method: 'POST',
            url: '/v1/auth/token',
            payload: { provider: 'password', email: CALLER, password: 'not the password' },
            remoteAddress: '203.0.113.9',
          }),
          401,
        ),
    },
    {
      name: 'inviteMember with an idempotency key',
      ready: async () => {
        const headers = await owner({ 'idempotency-key': randomUUID() });
        const payload = { email: `${randomUUID()}@rowseal.test`, role: 'member' };
        const request = { method: 'POST' as const, url: '/v1/invitations', headers, payload };
        await expecting(send(request), 201);
        return () => expecting(send(request), 201);
      },
    },
    {
      name: 'createWorkspace with an idempotency key',
      ready: async () => {
        const headers = await owner({ 'idempotency-key': randomUUID() });
        const payload = { slug: `w-${randomUUID().slice(0, 8)}`, name: 'Workspace' };
        const request = { method: 'POST' as const, url: '/v1/workspaces', headers, payload };
        await expecting(send(request), 201);
        return () => expecting(send(request), 201);
      },
    },
    {
      name: 'createToken with an idempotency key',
      ready: async () => {
        const headers = await owner({ 'idempotency-key': randomUUID() });
        const payload = { name: 'script', expires_at: new Date(Date.now() + 3_600_000).toISOString() };
        return () => expecting(send({ method: 'POST', url: '/v1/tokens', headers, payload }), 201);
      },
    },
    {
      name: 'changeWorkspace of a version',
      ready: async () => {
        const { headers } = await send({ url: '/v1/workspace/settings', headers: await owner() });
        const conditional = await owner({ 'if-match': String(headers['etag'] ?? '*') });
        return () => send({ method: 'PATCH', url: '/v1/workspace', headers: conditional, payload: { name: 'Acme' } });
      },
    },
  ];
}
