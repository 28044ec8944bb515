import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { InjectOptions } from 'fastify';
import { openMaintenance } from '#server/database/maintenance.ts';
import type { HumanRequest } from '#server/http/human-check.ts';
import { type Operation, operationsOf } from './api-document.ts';
import { mailedAddressToken, mailedInvitation, mailedProof, mailedRestoration } from './api-mail.ts';
import { type OAuthClient, oauthClient, tokensOf } from './api-oauth.ts';
import { authenticator } from './authenticator.ts';
import type { FreshDatabase } from './database.ts';
import { type Answer, demoApp, PUBLIC_URL } from './demo-app.ts';
import { invitationLink } from './invitation-links.ts';
import { createPerson } from './people.ts';
import { createService } from './services.ts';
import { spareWebhook } from './spare-webhook.ts';
import { codeOf } from './totp.ts';
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

/** Takes everybody for a person who does not say that they are none. */
const isNoRobot = ({ fields }: HumanRequest) => fields['robot'] !== 'yes';

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
  stepUp: async ({ somebody }) => {
    const { email, refreshToken } = await somebody();
    return { body: { provider: 'password', email, password: PASSWORD, refresh_token: refreshToken } };
  },
  listFactors: () => ({}),
  beginTotp: async ({ somebody }) => as(await somebody()),
  confirmTotp: async ({ begunTotp }) => {
    const { id, code, ...person } = await begunTotp();
    return { ...as(person), params: { id }, body: { code } };
  },
  askEmailCode: () => ({ body: { email: `${randomUUID()}@rowseal.test` }, remoteAddress: elsewhere() }),
  requestFactorRecovery: () => ({ body: { email: `${randomUUID()}@rowseal.test` }, remoteAddress: elsewhere() }),
  recoverFactors: async ({ proof }) => ({ body: { token: await proof('recover_factors') } }),
  endFactorRecovery: async ({ somebody, db }) => {
    const person = await somebody();
    await db.admin`
      insert into rowseal_private.factor_recoveries (user_id, proof_id, ready_at, expires_at)
      select id, rowseal.uuidv7(), now() + interval '1 day', now() + interval '2 days'
        from rowseal.users where email = ${person.email}`;
    return as(person);
  },
  askPasskey: () => ({ body: { purpose: 'sign_in' } }),
  beginPasskey: async ({ somebody }) => ({ ...as(await somebody()), body: { transport: 'body' } }),
  confirmPasskey: async ({ begunPasskey }) => {
    const { body, ...person } = await begunPasskey();
    return { ...as(person), body };
  },
  renamePasskey: async ({ withPasskey }) => {
    const { id, ...person } = await withPasskey();
    return { ...as(person), params: { id }, body: { name: 'Key' } };
  },
  getRelatedOrigins: () => ({}),
  renewRecoveryCodes: async ({ twoFactors }) => as(await twoFactors()),
  removeFactor: async ({ twoFactors }) => {
    const { id, ...person } = await twoFactors();
    return { ...as(person), params: { id } };
  },
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
  listRoles: () => ({}),
  createRole: () => ({ body: { name: `r-${randomUUID().slice(0, 8)}`, scopes: ['notes:read'] } }),
  changeRole: async ({ role }) => ({ params: { id: await role() }, body: { scopes: ['members:read'] } }),
  removeRole: async ({ role }) => ({ params: { id: await role() } }),
  listServices: () => ({}),
  createService: () => ({ body: { name: 'Nightly', scopes: ['notes:read'] } }),
  changeService: async ({ service }) => ({ params: { id: (await service()).id }, body: { enabled: false } }),
  removeService: async ({ service }) => ({ params: { id: (await service()).id } }),
  listServiceKeys: async ({ service }) => ({ params: { id: (await service()).id } }),
  createServiceKey: async ({ service }) => ({
    params: { id: (await service()).id },
    body: { expires_at: tomorrow(), networks: ['192.0.2.0/24'] },
  }),
  revokeServiceKey: async ({ service }) => ({ params: { id: (await service()).keyId } }),
  listWebhooks: () => ({}),
  createWebhook: () => ({ body: { url: 'https://hooks.test/in', kinds: ['member_added'] } }),
  changeWebhook: async ({ webhook }) => ({
    params: { id: await webhook() },
    body: { url: 'https://hooks.test/changed' },
  }),
  removeWebhook: async ({ webhook }) => ({ params: { id: await webhook() } }),
  listWebhookDeliveries: async ({ webhook }) => ({ params: { id: await webhook() } }),
  testWebhook: async ({ webhook }) => ({ params: { id: await webhook() } }),
  rotateWebhookSecret: async ({ webhook }) => ({ params: { id: await webhook() }, body: {} }),
  inviteMember: () => ({ body: { email: `${randomUUID()}@rowseal.test`, role: 'member' } }),
  inviteMembers: () => ({ body: { emails: [`${randomUUID()}@rowseal.test`, 'nobody'], role: 'member' } }),
  listInvitations: () => ({}),
  revokeInvitation: async ({ invite }) => ({ params: { id: await invite() } }),
  resendInvitation: async ({ invite }) => ({ params: { id: await invite() } }),
  declineInvitation: async ({ invitation }) => ({ body: { token: await invitation(CALLER) } }),
  createInvitationLink: () => ({
    body: { role: 'viewer', max_uses: 3, expires_at: new Date(Date.now() + 3_600_000).toISOString() },
  }),
  listInvitationLinks: () => ({}),
  revokeInvitationLink: async ({ link }) => ({ params: { id: (await link({ workspace: 'acme' })).id } }),
  acceptInvitationLink: async ({ link }) => ({ body: { token: (await link()).token } }),
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
  listWorkspaceApps: () => ({}),
  listMemberTokens: () => ({}),
  revokeMemberToken: async ({ createToken }) => ({ params: { id: (await createToken()).id } }),
  setWorkspaceSettings: () => ({ body: RULES }),
  getWorkspacePolicy: () => ({}),
  setWorkspacePolicy: () => ({ body: { required_assurance: null, grace_seconds: 604_800 } }),
  listUnprovedMembers: () => ({}),
  waivePolicy: ({ policed }) => policed(),
  deleteWorkspace: async ({ ownWorkspace }) => ({ headers: { 'x-rowseal-workspace': await ownWorkspace() } }),
  restoreWorkspace: async ({ ownWorkspace }) => ({ params: { id: await ownWorkspace('1 day') } }),
  listMembers: () => ({ query: { search: 'acme' } }),
  getMember: async ({ member }) => ({ params: { id: await member() } }),
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
  changeName: () => ({ body: { name: 'Cara Caller' } }),
  resendVerification: async ({ somebody, db }) => {
    const person = await somebody();
    await db.admin`update rowseal.users set email_verified_at = null where email = ${person.email}`;
    return as(person);
  },
  changeEmail: () => ({ body: { email: `${randomUUID()}@rowseal.test`, current_password: PASSWORD } }),
  requestExport: () => ({ body: { current_password: PASSWORD } }),
  fetchExport: async ({ exportToken }) => ({ body: { token: await exportToken() } }),
  deleteAccount: async ({ disposable }) => ({
    headers: { authorization: `Bearer ${await disposable()}`, 'x-rowseal-workspace': undefined },
    body: {},
  }),
  restoreAccount: async ({ deletedAccount }) => ({ body: { token: await deletedAccount() } }),
  confirmEmail: async ({ addressToken }) => ({ body: { token: await addressToken('pending_addresses') } }),
  restoreEmail: async ({ addressToken }) => ({
    body: { token: await addressToken('former_addresses'), password: PASSWORD },
  }),
  getHealth: () => ({}),
  getReadiness: () => ({}),
  getKeys: () => ({}),
  graphql: () => ({ body: { query: PEOPLE } }),
};

/** Every list of GraphQL. */
const PEOPLE = `{
  allNotes { totalCount }
  viewer { workspaces { nodes { slug } } sessions { nodes { ip } } tokens { nodes { name } } connectedApps { nodes { name } } }
  workspace {
    services { nodes { name } } serviceKeys { nodes { lastFour } } apps { nodes { name } }
    webhooks { nodes { url } } webhookDeliveries { nodes { state } }
    members(first: 50) { nodes { email role roles lastUsedAt } } memberTokens { nodes { name userEmail } } invitations { nodes { email } } invitationLinks { nodes { role uses } }
    tokens { nodes { name } } events(first: 5) { nodes { kind } }
  }
}`;

/** On behalf of somebody else than the caller, who is in no workspace. */
const as = ({ accessToken }: LoggedIn) => ({
  headers: { authorization: `Bearer ${accessToken}`, 'x-rowseal-workspace': undefined },
});

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
  // A busy machine may need more than the usual patience to describe the schema.
  const patience = { silence: 120_000, answer: 120_000 };
  const demo = await demoApp({ development: true, patience, verifyHuman: isNoRobot }, '-c lock_timeout=300ms', given);
  const { db, send } = demo;
  const provider = 'corp';
  await db.admin`update rowseal_private.settings set client_registration_open = true, email_codes = true, workspaces_per_user = 100000,
      passkey_origins = '{https://related.test}'`;
  await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000 where kind ~ '^(invitation|workspace|slug|address|data|policy)_'`;
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

  /** Somebody of no workspace, whose address is verified. */
  async function somebody(): Promise<LoggedIn & { email: string }> {
    const email = `${randomUUID()}@rowseal.test`;
    const remoteAddress = elsewhere();
    await send({ method: 'POST', url: '/v1/auth/register', payload: { email, password: PASSWORD }, remoteAddress });
    await db.admin`update rowseal.users set email_verified_at = now() where email = ${email}`;
    const { body } = await demo.logIn(email, { transport: 'body' }, PASSWORD);
    return { email, accessToken: body.access_token, refreshToken: body.refresh_token };
  }

  /** Somebody who is about to confirm an authenticator app. */
  async function begunTotp() {
    const person = await somebody();
    const headers = { authorization: `Bearer ${person.accessToken}` };
    const { body } = await send({ method: 'POST', url: '/v1/auth/factors/totp', headers });
    const code = codeOf(body.secret);
    return { ...person, id: body.id as string, code };
  }

  /** Somebody who has just confirmed an authenticator app. */
  async function twoFactors() {
    const { code, ...person } = await begunTotp();
    const headers = { authorization: `Bearer ${person.accessToken}` };
    const url = `/v1/auth/factors/totp/${person.id}/confirm`;
    const { body } = await send({ method: 'POST', url, headers, payload: { code } });
    return { ...person, recoveryCodes: body.recovery_codes as string[] };
  }

  /** Somebody who is about to add a passkey. */
  async function begunPasskey(key = authenticator(PUBLIC_URL)) {
    const person = await somebody();
    const headers = { authorization: `Bearer ${person.accessToken}` };
    const payload = { transport: 'body' };
    const { body } = await send({ method: 'POST', url: '/v1/auth/factors/passkeys', headers, payload });
    const passkey = key.create(body.options);
    return { ...person, body: { passkey, name: 'Key', browser_secret: body.browser_secret as string } };
  }

  /** Somebody who has just added a passkey. */
  async function withPasskey(key = authenticator(PUBLIC_URL)) {
    const { body: payload, ...person } = await begunPasskey(key);
    const headers = { authorization: `Bearer ${person.accessToken}` };
    const { body } = await send({ method: 'POST', url: '/v1/auth/factors/passkeys/confirm', headers, payload });
    return { ...person, id: body.id as string };
  }

  const world = {
    ...demo,
    somebody,
    begunPasskey,
    withPasskey,
    begunTotp,
    twoFactors,
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
    proof: (purpose: 'verify_email' | 'reset_password' | 'recover_factors') => mailedProof(db.admin, purpose, OTHER),
    /** The access token of somebody new. */
    disposable: async (): Promise<string> => {
      const { refreshToken } = await createPerson(db.admin, 'acme', 'member');
      const payload = { refresh_token: refreshToken };
      return (await send({ method: 'POST', url: '/v1/auth/refresh', payload })).body.access_token;
    },
    /** What fetches an export of the caller. */
    exportToken: async (): Promise<string> => {
      const headers = { authorization: `Bearer ${current.accessToken}` };
      const payload = { current_password: PASSWORD };
      return (await send({ method: 'POST', url: '/v1/me/export', headers, payload })).body.token;
    },
    deletedAccount: () => mailedRestoration(db.admin),
    addressToken: (place: 'pending_addresses' | 'former_addresses') => mailedAddressToken(db.admin, place),
    invitation: (email: string, member?: string) => mailedInvitation(db.admin, email, member),
    link: (options?: Parameters<typeof invitationLink>[1]) => invitationLink(db.admin, options),
    /** An open invitation into acme. */
    invite: async (role = 'viewer'): Promise<string> => {
      const headers = { authorization: `Bearer ${current.accessToken}`, 'x-rowseal-workspace': 'acme' };
      const payload = { email: `${randomUUID()}@rowseal.test`, role };
      return (await send({ method: 'POST', url: '/v1/invitations', headers, payload })).body.id;
    },
    /** The id of a new role of acme. */
    role: async (): Promise<string> => {
      const [made] = await db.admin<{ id: string }[]>`
        insert into rowseal.roles (workspace_id, name, scopes)
        values (rowseal_private.workspace_named('acme'), ${`r-${randomUUID().slice(0, 8)}`}, '{notes:read}') returning id`;
      return made?.id ?? '';
    },
    /** A service of acme that has every scope, with a key. */
    service: () => createService(db.admin, 'acme'),
    /** The id of a new webhook of acme, in the place of those before. */
    webhook: () => spareWebhook(db.admin),
    /** The id of a new member of acme. */
    member: async (): Promise<string> => {
      const { sub } = (await createPerson(db.admin, 'acme', 'member')).entry;
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
    /** A workspace whose policy the caller meets, in a session of its own, and one of its members does not. */
    policed: async (): Promise<Call> => {
      const session = await logIn();
      const { sub: id } = (await createPerson(db.admin, 'acme', 'member')).entry;
      const [made] = await db.admin<{ id: string }[]>`
        with proved as (
          insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
          select user_id, id, 'totp', now() from rowseal_private.sessions where id = ${sessionOf(session)}
        ), made as (
          insert into rowseal.workspaces (slug, name, required_assurance, assurance_grace)
          values (${`w-${randomUUID().slice(0, 8)}`}, 'Policed', 2, '90 days') returning id
        ), joined as (
          insert into rowseal.memberships (workspace_id, user_id, role)
          select made.id, users.id, case email when ${CALLER} then 'owner' else 'member' end
            from made, rowseal.users where email = ${CALLER} or users.id = ${id}
        )
        select id from made`;
      const headers = { authorization: `Bearer ${session.accessToken}`, 'x-rowseal-workspace': made?.id };
      return { headers, params: { id } };
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
    /** Logs the caller in anew where a request has ended their session, or it is not fresh any more, and makes them the owner again. */
    renew: async () => {
      const [session] = await db.admin`
        with owner as (
          update rowseal.memberships set role = 'owner'
           where role <> 'owner' and user_id = (select id from rowseal.users where email = ${CALLER})
             and workspace_id = rowseal_private.workspace_named('acme')
        )
        select from rowseal_private.sessions
         where id = ${sessionOf(current)} and revoked_at is null and authenticated_at > now() - interval '2 minutes'`;
      if (!session) current = await logIn();
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

/** The id of a session. */
export function sessionOf({ accessToken }: LoggedIn): string {
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
