import type { InjectOptions } from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { senderTo } from '#test/support/demo-app.ts';
import { federation } from '#test/support/federation.ts';
import { ownAccounts, PASSWORD } from '#test/support/own-account.ts';
import { addTotp, type Proofs, provedSession } from '#test/support/proved-sessions.ts';
import { browserHeaders } from '#test/support/refresh-cookie.ts';

// Whoever finds a browser that is signed in, or steals its session, has everything that it may do, but for what takes a fresh authentication: each
// such operation at each door, by sessions whose person has just proved all that they can, some time ago, or less than they can.
const { app, db } = await federation();
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
const send = senderTo(app);
const logIn = (email: string, more: object = {}) =>
  send({
    method: 'POST',
    url: '/v1/auth/token',
    payload: { provider: 'password', email, password: PASSWORD, ...more },
  });
let model = '';
beforeAll(async () => {
  model = (await ownAccounts({ db, send, logIn }).person('model')).id;
});

/** Somebody who owns a workspace, in a session of theirs, and what there is to work on. */
interface World {
  id: string;
  /** The short name of the workspace. */
  slug: string;
  workspaceId: string;
  /** Another member, a role that member has, a service, a token and an identity of the caller's. */
  heir: string;
  role: string;
  spare: string;
  service: string;
  /** A service that is disabled. */
  stopped: string;
  token: string;
  identity: string;
  totp: string;
  access: string;
  refresh: string;
}

async function somebody(proofs: Proofs, guarded: boolean): Promise<World> {
  const slug = `w-${crypto.randomUUID().slice(0, 8)}`;
  const [made] = await db.admin<Omit<World, 'slug' | 'totp' | 'access' | 'refresh'>[]>`
    with caller as (
      insert into rowseal.users (email, email_verified_at) values (${`${slug}@new.test`}, now()) returning id
    ), heir as (
      insert into rowseal.users (email, email_verified_at) values (${`heir-${slug}@new.test`}, now()) returning id
    ), password as (
      insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
      select caller.id, model.salt, model.verifier, model.memory_kib, model.iterations, model.parallelism
        from caller, rowseal_private.passwords as model where model.user_id = ${model}
    ), identity as (
      insert into rowseal_private.identities (provider, subject, subject_hash, user_id)
      select known.provider, known.subject, rowseal_private.text_hash(known.subject), caller.id
        from caller, (values ('corp', ${slug}), ('password', ${slug})) as known (provider, subject) returning subject
    ), workspace as (
      insert into rowseal.workspaces (slug, name, longest_session_age, networks, email_domains)
      values (${slug}, 'Own', '1 day', '{127.0.0.0/8,10.0.0.0/8}', '{new.test}') returning id
    ), roles as (
      insert into rowseal.roles (workspace_id, name, scopes)
      select workspace.id, known.name, '{notes:read}' from workspace, (values ('helper'), ('spare')) as known (name)
      returning id, name
    ), members as (
      insert into rowseal.memberships (workspace_id, user_id, role)
      select workspace.id, caller.id, 'owner' from workspace, caller union all
      select workspace.id, heir.id, 'viewer' from workspace, heir
    ), service as (
      insert into rowseal_private.services (workspace_id, name, scopes)
      select workspace.id, 'Service', '{notes:read,notes:write}' from workspace returning id
    ), stopped as (
      insert into rowseal_private.services (workspace_id, name, scopes, disabled_at)
      select workspace.id, 'Stopped', '{owners:write}', now() from workspace returning id
    ), token as (
      insert into rowseal_private.personal_access_tokens (
        user_id, workspace_id, id, name, secret_hash, last_four, expires_at)
      select caller.id, workspace.id, rowseal.uuidv7(), 'script', sha256('x'), 'abcd', now() + interval '1 day'
        from caller, workspace returning id
    )
    select caller.id, workspace.id as "workspaceId", heir.id as heir, service.id as service, stopped.id as stopped,
           token.id as token, (select id from roles where name = 'helper') as role,
           (select id from roles where name = 'spare') as spare, ${slug} as identity
      from caller, heir, workspace, service, stopped, token`;
  if (!made) throw new Error('nobody was made');
  const totp = guarded ? await addTotp(db.admin, made.id) : '';
  const { refreshToken } = await provedSession(db.admin, made.id, proofs);
  // A page needs one that was not exchanged.
  const { refreshToken: another } = await provedSession(db.admin, made.id, proofs);
  const payload = { refresh_token: another };
  const { access_token: access } = (await send({ method: 'POST', url: '/v1/auth/refresh', payload })).body;
  return { ...made, slug, totp, access, refresh: refreshToken };
}

type Door = (world: World) => Promise<string>;
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** What is decided after the proof: what is asked for is there already, or something else keeps it from being done. */
const LATER: readonly unknown[] = ['conflict', 'last_owner'];

/** What came of it: done, or what a session is asked for. */
function outcome(status: number, code: string | undefined, acr: string | undefined): string {
  if (code === 'insufficient_user_authentication') return `asks for ${acr?.at(-1)}`;
  return (status < 400 && code === undefined) || LATER.includes(code) ? 'done' : `${status} ${code}`;
}

const rest =
  (
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string | ((world: World) => string),
    body?: (world: World) => object,
  ): Door =>
  async (world) => {
    const headers = { authorization: `Bearer ${world.access}`, 'x-rowseal-workspace': world.slug };
    const request: InjectOptions = { method, url: typeof url === 'string' ? url : url(world), headers };
    const { status, body: answer } = await send({ ...request, ...(body ? { payload: body(world) } : {}) });
    return outcome(status, answer.code, answer.acr_values);
  };

const graphql =
  (name: string, input: (world: World) => object): Door =>
  async (world) => {
    const query = `mutation M($input: Rowseal${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { clientMutationId } }`;
    const headers = { authorization: `Bearer ${world.access}`, 'x-rowseal-workspace': world.slug };
    const { body } = await send({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: { query, variables: { input: input(world) } },
    });
    const { code, acr_values } = body.errors?.[0].extensions ?? {};
    return outcome(200, code ?? body.errors?.[0].message, acr_values);
  };

/** A form of a page, or a page that does something by being opened: who has to prove more is sent to do so. */
const page =
  (
    url: string | ((world: World) => string),
    fields: (world: World) => Record<string, string> = () => ({}),
    method: 'GET' | 'POST' = 'POST',
  ): Door =>
  async (world) => {
    const { statusCode, headers, payload } = await app.inject({
      method,
      url: typeof url === 'string' ? url : url(world),
      ...(method === 'POST' ? { payload: new URLSearchParams(fields(world)).toString() } : {}),
      headers: {
        ...browserHeaders(world.refresh),
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      },
    });
    if (`${headers['location']}`.startsWith('/step-up?back=')) return 'asks';
    if (headers['location'] === '/sign-in') return 'signed out';
    return statusCode < 400 || statusCode === 409 ? 'done' : `${statusCode} ${payload}`;
  };

const ownWorkspace =
  (path: string) =>
  ({ slug }: World) =>
    `/workspaces/${slug}/${path}`;
const ofService = ({ service }: World) => `/v1/services/${service}`;
const passwords = () => ({ current_password: PASSWORD, new_password: 'another password of somebody' });

/** What takes a fresh authentication, at every door that it has. */
const OPERATIONS: Record<string, Door> = {
  'changing the address': rest('PUT', '/v1/me/email', ({ slug }) => ({ email: `next-${slug}@new.test` })),
  'changing the address in GraphQL': graphql('changeAddress', ({ slug }) => ({ address: `next-${slug}@new.test` })),
  'changing the address on the page': page('/account/email', ({ slug }) => ({ email: `next-${slug}@new.test` })),
  'beginning an authenticator app': rest('POST', '/v1/auth/factors/totp', () => ({})),
  'beginning an authenticator app on the page': page('/account/authenticator'),
  'beginning a passkey': rest('POST', '/v1/auth/factors/passkeys', () => ({})),
  'beginning a passkey on the page': page('/account/passkey', undefined, 'GET'),
  'linking an identity on the page': page('/account/identities/link/other'),
  'unlinking an identity on the page': page('/account/identities/unlink', ({ identity }) => ({
    provider: 'corp',
    subject: identity,
  })),
  'deleting the account': rest('POST', '/v1/me/deletion', () => ({})),
  'deleting the account on the page': page('/account/delete'),
  'deleting a workspace': rest('DELETE', '/v1/workspace'),
  'deleting a workspace in GraphQL': graphql('deleteWorkspace', () => ({})),
  'deleting a workspace on the page': page(ownWorkspace('delete')),
  exporting: rest('POST', '/v1/me/export', () => ({})),
  'exporting on the page': page('/account/export'),
  'creating a personal access token': rest('POST', '/v1/tokens', () => ({ name: 'script', expires_at: tomorrow() })),
  'creating a personal access token in GraphQL': graphql('createToken', () => ({
    name: 'script',
    expiresAt: tomorrow(),
  })),
  'creating a personal access token on the page': page(ownWorkspace('tokens'), () => ({
    label: 'script',
    days: '1',
    scopes: 'notes:read',
  })),
  'renewing a personal access token': rest(
    'POST',
    ({ token }) => `/v1/tokens/${token}/rotate`,
    () => ({ expires_at: tomorrow() }),
  ),
  'renewing a personal access token in GraphQL': graphql('rotateToken', ({ token }) => ({
    rowId: token,
    expiresAt: tomorrow(),
  })),
  'creating a service key': rest(
    'POST',
    ({ service }) => `/v1/services/${service}/keys`,
    () => ({ expires_at: tomorrow() }),
  ),
  'creating a service key in GraphQL': graphql('createServiceKey', ({ service }) => ({
    service,
    expiresAt: tomorrow(),
  })),
  'creating a service key on the page': page(
    ({ slug, service }) => `/workspaces/${slug}/services/${service}/keys`,
    () => ({ days: '1' }),
  ),
  'giving a service more scopes': rest('PATCH', ofService, () => ({ scopes: ['notes:read', 'owners:write'] })),
  'giving a service more scopes in GraphQL': graphql('changeService', ({ service }) => ({
    rowId: service,
    scopes: ['notes:read', 'notes:write', 'owners:write'],
  })),
  'giving a service more scopes on the page': page(ownWorkspace('services/change'), ({ service }) => ({
    id: service,
    label: 'Service',
    scopes: 'owners:write',
  })),
  'enabling a service': rest(
    'PATCH',
    ({ stopped }) => `/v1/services/${stopped}`,
    () => ({ enabled: true }),
  ),
  'enabling a service in GraphQL': graphql('changeService', ({ stopped }) => ({ rowId: stopped, enabled: true })),
  'enabling a service on the page': page(ownWorkspace('services/enable'), ({ stopped }) => ({ id: stopped })),
  'transferring ownership': rest('POST', ({ heir }) => `/v1/members/${heir}/ownership`),
  'transferring ownership in GraphQL': graphql('transferOwnership', ({ heir }) => ({ userId: heir })),
  'transferring ownership on the page': page(ownWorkspace('members/ownership'), ({ heir }) => ({ id: heir })),
  'making another member an owner': rest(
    'PATCH',
    ({ heir }) => `/v1/members/${heir}`,
    () => ({ roles: ['owner'] }),
  ),
  'making another member an owner in GraphQL': graphql('setMemberRole', ({ heir }) => ({
    userId: heir,
    role: 'owner',
  })),
  'giving another member the role beside others in GraphQL': graphql('setMemberRoles', ({ heir }) => ({
    userId: heir,
    roles: ['viewer', 'owner'],
  })),
  'making another member an owner on the page': page(ownWorkspace('members/role'), ({ heir }) => ({
    id: heir,
    role: 'owner',
  })),
  'inviting an owner': rest('POST', '/v1/invitations', () => ({ email: 'next@new.test', role: 'owner' })),
  'inviting an owner in GraphQL': graphql('inviteMember', () => ({ address: 'next@new.test', role: 'owner' })),
  'inviting owners': rest('POST', '/v1/invitations/bulk', () => ({ emails: ['next@new.test'], role: 'owner' })),
  'inviting owners in GraphQL': graphql('inviteMembers', () => ({ addresses: ['next@new.test'], role: 'owner' })),
  'inviting an owner on the page': page(ownWorkspace('invitations'), () => ({ email: 'next@new.test', role: 'owner' })),
  'making a role one of owners': rest(
    'PATCH',
    ({ role }) => `/v1/roles/${role}`,
    () => ({ scopes: ['notes:read', 'owners:write'] }),
  ),
  'making a role one of owners in GraphQL': graphql('changeRole', ({ role }) => ({
    rowId: role,
    scopes: ['owners:write'],
  })),
  'defining a role anew as one of owners in GraphQL': graphql('defineRole', () => ({
    name: 'helper',
    scopes: ['owners:write'],
  })),
};

/** Rules of a workspace as they are, and a change of them. */
const rules = (changed: object) => () => ({
  longest_token_seconds: 366 * 86_400,
  longest_session_seconds: 86_400,
  networks: ['127.0.0.0/8', '10.0.0.0/8'],
  email_domains: ['new.test'],
  ...changed,
});
const settings = (changed: object) => rest('PUT', '/v1/workspace/settings', rules(changed));
Object.assign(OPERATIONS, {
  'letting tokens live longer': settings({ longest_token_seconds: 400 * 86_400 }),
  'letting older sessions in': settings({ longest_session_seconds: 2 * 86_400 }),
  'letting sessions of any age in': settings({ longest_session_seconds: null }),
  'letting another network in': settings({ networks: ['127.0.0.0/8', '192.0.2.0/24'] }),
  'letting any network in': settings({ networks: null }),
  'letting addresses of another domain in': settings({ email_domains: ['new.test', 'another.test'] }),
  'letting addresses of any domain in': settings({ email_domains: null }),
  'letting any network in, in GraphQL': graphql('setWorkspaceSettings', () => ({
    longestTokenLifetime: { days: 366 },
    longestSessionAge: { days: 1 },
    emailDomains: ['new.test'],
  })),
  'letting any network in on the page': page(ownWorkspace('rules'), () => ({
    token_days: '366',
    session_days: '1',
    networks: '',
    domains: 'new.test',
  })),
} satisfies Record<string, Door>);

/** The same, by somebody who has an authenticator app: there is none to remove, and no code to renew, without. */
const OF_FACTORS: Record<string, Door> = {
  'removing a factor': rest('DELETE', ({ totp }) => `/v1/auth/factors/${totp}`),
  'removing a factor on the page': page('/account/factors/remove', ({ totp }) => ({ id: totp })),
  'renewing the recovery codes': rest('POST', '/v1/auth/factors/recovery-codes', () => ({})),
  'renewing the recovery codes on the page': page('/account/recovery'),
};

/** The password is one of the proofs, verified as it is changed. */
const OF_PASSWORDS: Record<string, Door> = {
  'changing the password': rest('POST', '/v1/auth/password/change', passwords),
  'changing the password on the page': page('/account/password', () => ({
    current_password: PASSWORD,
    password: 'another password of somebody',
  })),
};

/** What anybody may do who is signed in, whenever they were: the control. */
const OTHERS: Record<string, Door> = {
  'changing the name': rest('PATCH', '/v1/me', () => ({ name: 'New' })),
  'ending other sessions': rest('DELETE', '/v1/auth/sessions?others=true'),
  'revoking a token': rest('DELETE', ({ token }) => `/v1/tokens/${token}`),
  'renaming the workspace': rest('PATCH', '/v1/workspace', () => ({ name: 'New' })),
  'giving a role that is no owner': rest(
    'PATCH',
    ({ heir }) => `/v1/members/${heir}`,
    () => ({ roles: ['member'] }),
  ),
  'inviting a member': rest('POST', '/v1/invitations', () => ({ email: 'next@new.test', role: 'member' })),
  'an invitation link, which gives no role of owners': rest('POST', '/v1/invitation-links', () => ({
    role: 'member',
    max_uses: 1,
    expires_at: tomorrow(),
  })),
  'renaming a service': rest('PATCH', ofService, () => ({ name: 'New' })),
  'taking scopes from a service': rest('PATCH', ofService, () => ({ scopes: ['notes:read'] })),
  'disabling a service': rest('PATCH', ofService, () => ({ enabled: false })),
  'taking scopes from a service on the page': page(ownWorkspace('services/change'), ({ service }) => ({
    id: service,
    label: 'Service',
    scopes: 'notes:read',
  })),
  'shutting more out of the workspace': rest('PUT', '/v1/workspace/settings', () => ({
    longest_token_seconds: 86_400,
    longest_session_seconds: 43_200,
    networks: ['127.0.0.0/8'],
    email_domains: ['new.test'],
  })),
  'taking a member out': rest('DELETE', ({ heir }) => `/v1/members/${heir}`),
};

const [NOW, EARLIER] = [0, 600];
/** Sessions, and what they are asked for. 1: all that somebody can prove is a password; 2: a code too. */
const SITUATIONS: [name: string, guarded: boolean, proofs: Proofs, asked: string, asksForPasswords: string][] = [
  ['fresh', false, { password: NOW }, 'done', 'done'],
  ['stale', false, { password: EARLIER }, 'asks for 1', 'done'],
  ['fresh, of two factors', true, { password: NOW, totp: NOW }, 'done', 'done'],
  ['of two factors, both stale', true, { password: EARLIER, totp: EARLIER }, 'asks for 2', 'asks for 2'],
  ['of two factors, the code stale', true, { password: NOW, totp: EARLIER }, 'asks for 2', 'asks for 2'],
  ['of two factors, the password stale', true, { password: EARLIER, totp: NOW }, 'asks for 2', 'done'],
  ['of a level too low', true, { password: NOW }, 'asks for 2', 'asks for 2'],
];
const [ofPages, exactly] = [(asked: string) => asked.replace(/ for .*/, ''), (asked: string) => asked];
/** Pages do not say which level they ask for. */
const told = (name: string) => (name.endsWith('on the page') ? ofPages : exactly);

describe.each(SITUATIONS)('in a session that is %s', (_, guarded, proofs, asked, askedForPasswords) => {
  test.each(Object.entries({ ...OPERATIONS, ...(guarded ? OF_FACTORS : {}) }))(
    '%s takes a fresh authentication',
    async (name, door) => {
      expect(await door(await somebody(proofs, guarded))).toBe(told(name)(asked));
    },
  );
  test.each(Object.entries(OF_PASSWORDS))('%s takes a fresh authentication of the rest', async (name, door) => {
    expect(await door(await somebody(proofs, guarded))).toBe(told(name)(askedForPasswords));
  });
  test.each(Object.entries(OTHERS))('the control: %s is asked of nobody', async (_, door) => {
    expect(await door(await somebody(proofs, guarded))).toBe('done');
  });
});

describe('the policy of a workspace that asks for two factors', () => {
  test.each([
    ['asking for nothing', null, 86_400, { totp: EARLIER }, 'asks for 2'],
    ['asking later', 2, 172_800, { totp: EARLIER }, 'asks for 2'],
    ['asking sooner', 2, 3_600, { totp: EARLIER }, 'done'],
    ['asking for nothing, just proved', null, 86_400, { totp: NOW }, 'done'],
  ] as const)('%s: a session that loosens it has to be fresh', async (_, level, grace, proof, expected) => {
    const world = await somebody({ password: proof.totp, ...proof }, true);
    await db.admin`
      update rowseal.workspaces set required_assurance = 2, assurance_grace = '1 day' where id = ${world.workspaceId}`;
    const asked = { required_assurance: level, grace_seconds: grace };
    expect(await rest('PUT', '/v1/workspace/policy', () => asked)(world)).toBe(expected);
  });
});
