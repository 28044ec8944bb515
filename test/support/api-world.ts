import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { InjectOptions } from 'fastify';
import { openMaintenance } from '#server/database/maintenance.ts';
import { type Operation, operationsOf } from './api-document.ts';
import { mailedInvitation, mailedProof } from './api-mail.ts';
import { type OAuthClient, oauthClient, tokensOf } from './api-oauth.ts';
import type { FreshDatabase } from './database.ts';
import { type Answer, demoApp, PUBLIC_URL } from './demo-app.ts';
import { createPerson } from './people.ts';
import { startUpstream, storeProvider } from './upstream.ts';

/** What a request says beyond its operation's method and path. */
export interface Call {
  params?: Record<string, string>;
  query?: Record<string, string | string[]>;
  /** Sent as JSON or as a form, as the operation takes it; text as it is. */
  body?: unknown;
  headers?: Record<string, string | undefined>;
  remoteAddress?: string;
}

/** Somebody who has logged in. */
export interface LoggedIn {
  accessToken: string;
  refreshToken: string;
}

/** The password of the caller. */
export const PASSWORD = 'the password of the caller';
/** The address of the caller. */
export const CALLER = 'caller@rowseal.test';
/** Somebody else, whose password may change. */
export const OTHER = 'viewer@acme.test';
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** An address of its own for each who asks: of a network that has asked nothing yet. */
let networks = 0;
const elsewhere = () => `10.${networks >> 8}.${networks++ & 255}.1`;

/** For each operation, one line: what to say to be answered as one hopes. The token and the workspace of bearers come by themselves. */
const REQUESTS: Record<string, (world: ApiWorld) => Call | Promise<Call>> = {
  register: () => ({
    body: { email: `${randomUUID()}@rowseal.test`, password: PASSWORD },
    remoteAddress: elsewhere(),
  }),
  listProviders: () => ({}),
  logIn: () => ({ body: { provider: 'password', email: CALLER, password: PASSWORD, transport: 'body' } }),
  refresh: async ({ logIn }) => ({ body: { refresh_token: (await logIn()).refreshToken } }),
  logOut: async ({ logIn }) => ({ body: { refresh_token: (await logIn()).refreshToken } }),
  changePassword: () => ({ body: { current_password: PASSWORD, new_password: PASSWORD } }),
  requestPasswordReset: () => ({ body: { email: `${randomUUID()}@rowseal.test` }, remoteAddress: elsewhere() }),
  resetPassword: async ({ proof }) => ({ body: { token: await proof('reset_password'), password: PASSWORD } }),
  verifyEmail: async ({ proof }) => ({ body: { token: await proof('verify_email') } }),
  listSessions: () => ({}),
  endSession: async ({ logIn }) => ({ params: { id: sessionOf(await logIn()) } }),
  endOtherSessions: () => ({ query: { others: 'true' } }),
  listTokens: () => ({}),
  createToken: () => ({ body: { name: 'script', expires_at: tomorrow(), networks: ['192.0.2.0/24'] } }),
  rotateToken: async ({ createToken }) => ({
    params: { id: (await createToken()).id },
    body: { expires_at: tomorrow() },
  }),
  revokeToken: async ({ createToken }) => ({ params: { id: (await createToken()).id } }),
  inviteMember: () => ({ body: { email: `${randomUUID()}@rowseal.test`, role: 'member' } }),
  inviteMembers: () => ({ body: { emails: [`${randomUUID()}@rowseal.test`, 'nobody'], role: 'member' } }),
  listInvitations: () => ({}),
  revokeInvitation: async ({ invite }) => ({ params: { id: await invite() } }),
  acceptInvitation: async ({ invitation }) => ({ body: { token: await invitation(CALLER) } }),
  getWellKnownOpenidConfiguration: () => ({}),
  getWellKnownOauthAuthorizationServer: () => ({}),
  getWellKnownOauthProtectedResource: () => ({}),
  authorize: ({ client }) => ({ query: client.request }),
  postAuthorization: ({ client }) => ({ body: client.request }),
  requestLogout: ({ client }) => ({ query: { client_id: client.request['client_id'] ?? '' } }),
  postLogout: () => ({ body: { state: 'x' } }),
  createWorkspace: () => ({ body: { slug: `w-${randomUUID().slice(0, 8)}`, name: 'Workspace' } }),
  changeWorkspace: () => ({ body: { name: 'Acme' } }),
  getWorkspaceSettings: () => ({}),
  setWorkspaceSettings: () => ({ body: RULES }),
  deleteWorkspace: async ({ ownWorkspace }) => ({ headers: { 'x-rowseal-workspace': await ownWorkspace() } }),
  restoreWorkspace: async ({ ownWorkspace }) => ({ params: { id: await ownWorkspace('1 day') } }),
  listMembers: () => ({ query: { search: 'acme' } }),
  changeMemberRole: async ({ member }) => ({ params: { id: await member() }, body: { role: 'viewer' } }),
  removeMember: async ({ member }) => ({ params: { id: await member() } }),
  transferOwnership: async ({ member }) => ({ params: { id: await member() } }),
  startProviderLogin: ({ provider }) => ({ params: { provider } }),
  finishProviderLogin: async ({ provider, comeBack }) => ({ params: { provider }, ...(await comeBack()) }),
  registerClient: () => ({ body: { redirect_uris: ['https://client.test/'] }, remoteAddress: elsewhere() }),
  exchangeGrant: async ({ client, logIn }) => asClient(client, await client.redemption((await logIn()).refreshToken)),
  revokeGrant: async ({ client, grant }) => asClient(client, { token: (await grant()).refreshToken }),
  introspectToken: async ({ client, grant }) => asClient(client, { token: (await grant()).refreshToken }),
  // A grant without scopes of the application enters no workspace.
  getUserinfo: async ({ grant }) => ({
    headers: { authorization: `Bearer ${(await grant()).accessToken}`, 'x-rowseal-workspace': undefined },
  }),
  postUserinfo: async ({ grant }) => ({
    headers: { authorization: `Bearer ${(await grant()).accessToken}`, 'x-rowseal-workspace': undefined },
  }),
  getMe: () => ({}),
  getHealth: () => ({}),
  getReadiness: () => ({}),
  getKeys: () => ({}),
  graphql: () => ({ body: { query: '{ allNotes { totalCount } }' } }),
};

/** The rules that a workspace begins with. */
export const RULES = {
  longest_token_seconds: 366 * 24 * 60 * 60,
  longest_session_seconds: null,
  networks: null,
  email_domains: null,
};

/** A server, and somebody who has an account, is the owner of acme and a member of globex. */
export type ApiWorld = Awaited<ReturnType<typeof apiWorld>>;

/**
 * A server for tests of every operation.
 *
 * @param given - its database; left out: a fresh one.
 * @returns the server, its operations as documented, and how to call them.
 */
export async function apiWorld(given?: FreshDatabase) {
  const demo = await demoApp({ development: true }, '-c lock_timeout=300ms', given);
  const { db, send } = demo;
  const provider = 'corp';
  await db.admin`update rowseal_private.settings set client_registration_open = true, workspaces_per_user = 100000`;
  await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000 where kind ~ '^(invitation|workspace|slug)_'`;
  await send({ method: 'POST', url: '/v1/auth/register', payload: { email: CALLER, password: PASSWORD } });
  await db.admin`
    update rowseal.users set email_verified_at = now() where email = ${CALLER}`;
  await db.admin`
    insert into rowseal.memberships (workspace_id, user_id, role)
    select workspaces.id, users.id, case slug when 'acme' then 'owner' else 'member' end
      from rowseal.workspaces, rowseal.users where users.email = ${CALLER}`;
  const operations = operationsOf((await send({ url: '/v1/openapi.json' })).body);

  async function logIn(more: object = {}): Promise<LoggedIn> {
    const { body } = await demo.logIn(CALLER, { transport: 'body', ...more }, PASSWORD);
    return { accessToken: body.access_token, refreshToken: body.refresh_token };
  }

  let current = await logIn();

  async function createToken(more: object = {}): Promise<{ id: string; token: string }> {
    const headers = { authorization: `Bearer ${current.accessToken}`, 'x-rowseal-workspace': 'acme' };
    const payload = { name: 'script', expires_at: tomorrow(), ...more };
    return (await send({ method: 'POST', url: '/v1/tokens', headers, payload })).body;
  }

  const client = await oauthClient(db.admin);

  const upstream = await startUpstream([`${PUBLIC_URL}/v1/auth/providers/${provider}/callback`]);
  const maintenance = openMaintenance(db.workerUrl);
  await storeProvider(maintenance, { id: provider, issuer: upstream.issuer });
  await maintenance.close();

  const world = {
    ...demo,
    operations,
    client,
    logIn,
    createToken,
    /** A grant of the caller to the client. */
    grant: async (): Promise<LoggedIn> => {
      const form = new URLSearchParams(await client.redemption((await logIn()).refreshToken));
      const headers = { authorization: client.authorization, 'content-type': 'application/x-www-form-urlencoded' };
      return tokensOf(await send({ method: 'POST', url: '/v1/oauth/token', headers, payload: form.toString() }));
    },
    proof: (purpose: 'verify_email' | 'reset_password') => mailedProof(db.admin, purpose, OTHER),
    invitation: (email: string, member?: string) => mailedInvitation(db.admin, email, member),
    /** An open invitation into acme. */
    invite: async (): Promise<string> => {
      const headers = { authorization: `Bearer ${current.accessToken}`, 'x-rowseal-workspace': 'acme' };
      const payload = { email: `${randomUUID()}@rowseal.test`, role: 'viewer' };
      return (await send({ method: 'POST', url: '/v1/invitations', headers, payload })).body.id;
    },
    /** The id of a new member of acme. */
    member: async (): Promise<string> => {
      // A generated request may have given it another slug.
      const [acme] = await db.admin<{ slug: string }[]>`
        select slug from rowseal.workspaces where id = rowseal_private.workspace_named('acme')`;
      const { sub } = (await createPerson(db.admin, acme?.slug ?? 'acme', 'member')).entry;
      return sub;
    },
    /** The id of a new workspace of the caller. */
    ownWorkspace: async (erasedIn: string | null = null): Promise<string> => {
      const [made] = await db.admin<{ id: string }[]>`
        with made as (
          insert into rowseal.workspaces (slug, name, erase_at)
          values (${`w-${randomUUID().slice(0, 8)}`}, 'Own', now() + ${erasedIn}::interval) returning id
        ), owned as (
          insert into rowseal.memberships (workspace_id, user_id, role)
          select made.id, users.id, 'owner' from made, rowseal.users where email = ${CALLER}
        )
        select id from made`;
      return made?.id ?? '';
    },
    provider,
    /** What a browser brings that comes back from the provider. */
    comeBack: async (): Promise<Call> => {
      const { headers } = await send({ url: `/v1/auth/providers/${provider}/start` });
      const [cookie] = String(headers['set-cookie']).split(';');
      const person = { sub: 'somebody', email: 'somebody@corp.test', email_verified: true };
      const { searchParams } = await upstream.visit(String(headers['location']), person);
      return { query: Object.fromEntries(searchParams), headers: { cookie } };
    },
    /** The request that an operation is happy with, changed in parts. */
    request: async ({ id }: Operation, changed: Call = {}): Promise<Call> => {
      const make = REQUESTS[id];
      if (!make) throw new Error(`test/support/api-world.ts has no request for ${id}`);
      return { ...(await make(world)), ...changed };
    },
    /** Calls an operation: of this server, or of another one on the same database. */
    call: (operation: Operation, call: Call, sendTo = send): Promise<Answer> =>
      sendTo(injectable(operation, call, current.accessToken)),
    /** Logs the caller in anew where a request has ended their session, and makes them the owner again. */
    renew: async () => {
      await db.admin`
        update rowseal.memberships set role = 'owner'
         where role <> 'owner' and user_id = (select id from rowseal.users where email = ${CALLER})
           and workspace_id = (select id from rowseal.workspaces where slug = 'acme')`;
      if ((await demo.me(current.accessToken)).status === 401) current = await logIn();
    },
  };
  return world;
}

function asClient({ authorization }: OAuthClient, body: object): Call {
  return { headers: { authorization }, body };
}

function injectable({ method, path, bearer, body: taken }: Operation, call: Call, accessToken: string): InjectOptions {
  const { params = {}, query, body, headers = {}, remoteAddress } = call;
  const standard = bearer ? { authorization: `Bearer ${accessToken}`, 'x-rowseal-workspace': 'acme' } : {};
  const media = taken?.type ?? 'application/json';
  const type = body === undefined ? {} : { 'content-type': media };
  const all = Object.entries({ ...standard, ...type, ...headers }).filter(([, value]) => value !== undefined);
  return {
    method,
    url: path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? '')),
    headers: Object.fromEntries(all) as Record<string, string>,
    ...(query ? { query } : {}),
    ...(remoteAddress ? { remoteAddress } : {}),
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : encode(media, body) }),
  };
}

function encode(media: string, body: unknown): string {
  if (media === 'application/json') return JSON.stringify(body);
  const pairs = Object.entries(body as object).flatMap(([name, values]) =>
    [values]
      .flat()
      .filter((value) => value !== undefined)
      .map((value): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  return new URLSearchParams(pairs).toString();
}

function sessionOf({ accessToken }: LoggedIn): string {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid;
}

/**
 * A token that is whole, names something that is there, and is not authentic.
 *
 * @param token - a genuine one.
 */
export function forged(token: string): string {
  const prefix = token.slice(0, 4);
  const bytes = Buffer.from(token.slice(4), 'base64url');
  // In the secret of every kind: what follows it in a refresh token only proves old ones authentic.
  const at = 40;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4), crc32(prefix)), bytes.length - 4);
  return prefix + bytes.toString('base64url');
}
