import { randomUUID } from 'node:crypto';
import { mailedInvitation } from './api-mail.ts';
import type { Answer } from './demo-app.ts';
import { type Outcome, type Persona, type PersonaWorld, TARGET, tomorrow } from './graphql-personas.ts';
import { invitationLink } from './invitation-links.ts';
import { spareWebhook } from './spare-webhook.ts';

/** One field or mutation, asked for by a persona; nothing that the next persona could see is left of it. */
export type Operation = (world: PersonaWorld, persona: Persona) => Promise<Outcome>;

// biome-ignore lint/suspicious/noExplicitAny: data are whatever the server said; the table says what it is.
type Show = (data: any) => string;

/** The code of what refused it, with the argument to blame; or what it shows. */
function outcomeOf({ body }: Answer, show: Show): Outcome {
  if (body.code !== undefined) return body.code;
  if (body.errors === undefined) return show(body.data);
  return body.errors
    .map(({ extensions: { code, field } }: { extensions: { code: string; field?: string } }) =>
      field === undefined ? code : `${code} (${field})`,
    )
    .join();
}

const read =
  (query: string, show: Show): Operation =>
  async ({ ask }, persona) =>
    outcomeOf(await ask(persona, query), show);

const list = (parent: string, field: string, selection: string, show: Show) =>
  read(`{ ${parent} { ${field} { nodes { ${selection} } } } }`, (data) =>
    data[parent] ? data[parent][field.split('(')[0] ?? ''].nodes.map(show).sort().join(' ') : 'nobody',
  );

const local = (email: string) => email.split('@')[0] ?? '';

/** Everything that can be read. */
export const QUERIES: Record<string, Operation> = {
  viewer: read('{ viewer { name email emailVerified } }', ({ viewer }) =>
    viewer ? Object.values(viewer).join() : 'nobody',
  ),
  'viewer.workspaces': list('viewer', 'workspaces', 'slug role eraseAt', ({ slug, role }) => `${slug}:${role}`),
  'viewer.sessions': list('viewer', 'sessions', 'current scope', ({ current, scope }) =>
    current ? 'current' : (scope ?? 'other'),
  ),
  'viewer.tokens': list(
    'viewer',
    'tokens',
    'name workspace { slug }',
    ({ name, workspace }) => `${name}:${workspace.slug}`,
  ),
  'viewer.connectedApps': list('viewer', 'connectedApps', 'name grants { workspace scope }', ({ name, grants }) =>
    [name, ...grants.map((grant: object) => Object.values(grant).join())].join(':'),
  ),
  workspace: read('{ workspace { slug name viewerRole viewerScopes } }', ({ workspace }) =>
    [workspace.slug, workspace.viewerRole ?? 'no role', ...workspace.viewerScopes].join(' '),
  ),
  'workspace.settings': read(
    '{ workspace { settings { longestTokenLifetime { days } networks } } }',
    ({ workspace: { settings } }) => `${settings.longestTokenLifetime.days} days`,
  ),
  'workspace.policy': read(
    '{ workspace { policy { requiredAssurance proved dueAt } } }',
    ({ workspace: { policy } }) => `${policy.requiredAssurance ?? 'nothing'} asked, ${policy.proved} proved`,
  ),
  'workspace.unprovedMembers': list('workspace', 'unprovedMembers', 'email provable', ({ email }) => local(email)),
  'workspace.members': list('workspace', 'members', 'email role', ({ email, role }) => `${local(email)}:${role}`),
  'workspace.members.lastUsedAt': read('{ workspace { members(first: 1) { nodes { lastUsedAt } } } }', (data) =>
    data.workspace.members.nodes
      .map(({ lastUsedAt }: { lastUsedAt: string | null }) => (lastUsedAt ? 'used' : 'never'))
      .join(),
  ),
  'workspace.members(search)': list('workspace', 'members(search: "OWNER@")', 'email', ({ email }) => email),
  'workspace.invitations': list('workspace', 'invitations', 'email role', ({ email, role }) => `${email}:${role}`),
  'workspace.invitationLinks': list(
    'workspace',
    'invitationLinks',
    'role uses maxUses emailDomain',
    ({ role, uses, maxUses, emailDomain }) => `${role}:${uses}/${maxUses}:${emailDomain ?? ''}`,
  ),
  'workspace.tokens': list('workspace', 'tokens', 'name', ({ name }) => name),
  'workspace.memberTokens': list(
    'workspace',
    'memberTokens',
    'name userEmail',
    ({ name, userEmail }) => `${local(userEmail)}:${name}`,
  ),
  'workspace.roles': list('workspace', 'roles', 'name builtIn', ({ name, builtIn }) => `${name}:${builtIn}`),
  'workspace.services': list(
    'workspace',
    'services',
    'name enabled createdByEmail',
    ({ name, enabled, createdByEmail }) => `${name}:${enabled}:${createdByEmail ?? ''}`,
  ),
  'workspace.serviceKeys': list('workspace', 'serviceKeys', 'lastFour revokedAt', ({ revokedAt }) =>
    revokedAt ? 'revoked' : 'live',
  ),
  'workspace.webhooks': list('workspace', 'webhooks', 'url enabled', ({ url, enabled }) => `${url}:${enabled}`),
  'workspace.webhookDeliveries': list('workspace', 'webhookDeliveries', 'kind state', ({ kind, state }) =>
    [kind, state].join(':'),
  ),
  'workspace.apps': list('workspace', 'apps', 'name members', ({ name, members }) => `${name}:${members}`),
  'workspace.events': read('{ workspace { events(first: 100) { nodes { kind } } } }', ({ workspace: { events } }) =>
    [...new Set<string>(events.nodes.map(({ kind }: { kind: string }) => kind))].sort().join(' '),
  ),
};

interface Change {
  /** What it is given. */
  input?: (world: PersonaWorld, persona: Persona) => object | Promise<object>;
  /** What is shown of its payload. */
  selection: string;
  show: Show;
  /** Takes it back. */
  undo?: (world: PersonaWorld, persona: Persona) => Promise<unknown>;
}

/**
 * The document of a mutation, which takes its input as a variable.
 *
 * @param name - of its field.
 * @param selection - of its payload.
 */
export function mutation(name: string, selection: string): string {
  const type = `Rowseal${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`;
}

function change(name: string, { input = () => ({}), selection, show, undo }: Change): Operation {
  const query = mutation(name, selection);
  return async (world, persona) => {
    const answer = await world.ask(persona, query, { input: await input(world, persona) });
    await undo?.(world, persona);
    return outcomeOf(answer, (data) => show(data[name]));
  };
}

/** A row of the workspace acme. */
async function idIn(world: PersonaWorld, statement: string, ...values: string[]): Promise<string> {
  const [row] = await world.admin.unsafe<{ id: string }[]>(statement, values);
  return row?.id ?? '';
}

const userId = (world: PersonaWorld, email: string) =>
  idIn(world, 'select id from rowseal.users where email = $1', email);
const STRANGER = 'elsewhere@globex.test';
const target = (world: PersonaWorld) => userId(world, TARGET);

/** Gives everybody in acme the role that they had. */
const backToRoles = ({ admin, roles }: PersonaWorld) => admin`
  insert into rowseal.memberships ${admin(roles, 'workspace_id', 'user_id', 'role')}
  on conflict (workspace_id, user_id) do update set role = excluded.role, further_roles = null
  where memberships.role <> excluded.role or memberships.further_roles is not null`;

const spareToken = (world: PersonaWorld, persona: Persona, workspace = 'acme') =>
  idIn(
    world,
    `insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
     select users.id, rowseal.uuidv7(), workspaces.id, 'spare', sha256('x'), 'xxxx', now() + interval '1 day'
       from rowseal.users, rowseal.workspaces, rowseal.memberships
      where email = $1 and slug = $2 and (workspace_id, user_id) = (workspaces.id, users.id)
     returning id`,
    world.emailOf(persona),
    workspace,
  ).then((id) => id || randomUUID());
const noSpares = ({ admin }: PersonaWorld) =>
  admin`delete from rowseal_private.personal_access_tokens where name in ('spare', 'made')`;

const spareService = (world: PersonaWorld, workspace = 'acme') =>
  idIn(
    world,
    `insert into rowseal_private.services (workspace_id, name, scopes)
     select id, 'made', '{members:read}' from rowseal.workspaces where slug = $1 returning id`,
    workspace,
  );
const spareKey = async (world: PersonaWorld, workspace = 'acme') =>
  idIn(
    world,
    `insert into rowseal_private.service_keys (workspace_id, id, service_id, scopes, secret_hash, last_four, expires_at)
     select workspace_id, rowseal.uuidv7(), id, scopes, sha256('x'), 'xxxx', now() + interval '1 day'
       from rowseal_private.services where id = $1 returning id`,
    await spareService(world, workspace),
  );
const noServices = ({ admin }: PersonaWorld) => admin`delete from rowseal_private.services where name = 'made'`;

const noWebhooks = ({ admin }: PersonaWorld) =>
  admin`delete from rowseal_private.webhooks where url like 'https://hooks.test/%'`;

const spareRole = (world: PersonaWorld, workspace = 'acme') =>
  idIn(
    world,
    `insert into rowseal.roles (workspace_id, name, scopes)
     select id, 'reader', '{members:read}' from rowseal.workspaces where slug = $1 returning id`,
    workspace,
  );
const noRoles = ({ admin }: PersonaWorld) => admin`delete from rowseal.roles where name = 'reader'`;

/** Everything that can be changed. Personas come in their order, the owner last: what they have ended stays so. */
export const MUTATIONS: Record<string, Operation> = {
  changeName: change('changeName', {
    input: () => ({ name: 'Somebody' }),
    selection: 'viewer { name }',
    show: ({ viewer }) => viewer.name,
  }),
  changeAddress: change('changeAddress', {
    input: () => ({ address: `${randomUUID()}@rowseal.test` }),
    selection: 'status',
    show: ({ status }) => status,
  }),
  createWorkspace: change('createWorkspace', {
    input: () => ({ slug: `w-${randomUUID().slice(0, 8)}`, name: 'New' }),
    selection: 'rowId name',
    show: ({ name }) => name,
    undo: ({ admin }) => admin`delete from rowseal.workspaces where name = 'New'`,
  }),
  changeWorkspace: change('changeWorkspace', {
    input: () => ({ name: 'Renamed' }),
    selection: 'workspace { name }',
    show: ({ workspace }) => workspace.name,
    undo: ({ admin }) => admin`update rowseal.workspaces set name = 'Acme' where slug = 'acme' and name <> 'Acme'`,
  }),
  setWorkspaceSettings: change('setWorkspaceSettings', {
    input: () => ({ longestTokenLifetime: { days: 366 }, emailDomains: ['acme.test'] }),
    selection: 'workspace { settings { emailDomains } }',
    show: ({ workspace }) => workspace.settings.emailDomains.join(),
    undo: ({ admin }) => admin`update rowseal.workspaces set email_domains = null where email_domains is not null`,
  }),
  setWorkspacePolicy: change('setWorkspacePolicy', {
    input: () => ({ grace: { days: 8 } }),
    selection: 'workspace { policy { requiredAssurance grace { days } } }',
    show: ({ workspace: { policy } }) => `${policy.requiredAssurance ?? 'nothing'} after ${policy.grace.days} days`,
    undo: ({ admin }) =>
      admin`update rowseal.workspaces set assurance_grace = default where assurance_grace <> interval '7 days'`,
  }),
  waivePolicy: change('waivePolicy', {
    input: async (world) => ({ userId: await target(world) }),
    selection: 'userId',
    show: () => 'waived',
  }),
  deleteWorkspace: change('deleteWorkspace', {
    selection: 'eraseAt',
    show: ({ eraseAt }) => (Date.parse(eraseAt) > Date.now() ? 'later' : 'now'),
    undo: ({ admin }) =>
      admin`update rowseal.workspaces set erase_at = null where slug = 'acme' and erase_at is not null`,
  }),
  restoreWorkspace: change('restoreWorkspace', {
    input: async (world) => ({
      rowId: await idIn(
        world,
        `with made as (
           insert into rowseal.workspaces (slug, name, erase_at) values ($1, 'Closed', now() + interval '1 day') returning id
         )
         insert into rowseal.memberships (workspace_id, user_id, role)
         select made.id, users.id, case email when 'owner@acme.test' then 'owner' else 'admin' end
           from made, rowseal.users where email in ('owner@acme.test', 'admin@acme.test')
         returning workspace_id as id`,
        `w-${randomUUID().slice(0, 8)}`,
      ),
    }),
    selection: 'rowId',
    show: () => 'restored',
    undo: ({ admin }) => admin`delete from rowseal.workspaces where name = 'Closed'`,
  }),
  setMemberRole: change('setMemberRole', {
    input: async (world) => ({ userId: await target(world), role: 'viewer' }),
    selection: 'role',
    show: ({ role }) => role,
    undo: backToRoles,
  }),
  setMemberRoles: change('setMemberRoles', {
    input: async (world) => ({ userId: await target(world), roles: ['viewer', 'member'] }),
    selection: 'userId',
    show: () => 'changed',
    undo: backToRoles,
  }),
  removeMember: change('removeMember', {
    input: async (world) => ({ userId: await target(world) }),
    selection: 'userId',
    show: () => 'removed',
    undo: backToRoles,
  }),
  transferOwnership: change('transferOwnership', {
    input: async (world) => ({ userId: await target(world) }),
    selection: 'workspace { viewerRole }',
    show: ({ workspace }) => workspace.viewerRole,
    undo: backToRoles,
  }),
  defineRole: change('defineRole', {
    input: () => ({ name: 'reader', scopes: ['members:read'] }),
    selection: 'name scopes',
    show: ({ name, scopes }) => `${name} ${scopes}`,
    undo: ({ admin }) => admin`delete from rowseal.roles where name = 'reader'`,
  }),
  createRole: change('createRole', {
    input: () => ({ name: 'reader', scopes: ['members:read'] }),
    selection: 'name scopes',
    show: ({ name, scopes }) => `${name} ${scopes}`,
    undo: noRoles,
  }),
  changeRole: change('changeRole', {
    input: async (world) => ({ rowId: await spareRole(world), scopes: ['members:read', 'tokens:read'] }),
    selection: 'scopes',
    show: ({ scopes }) => `${scopes}`,
    undo: noRoles,
  }),
  removeRole: change('removeRole', {
    input: async (world) => ({ rowId: await spareRole(world) }),
    selection: 'rowId',
    show: () => 'removed',
    undo: noRoles,
  }),
  inviteMember: change('inviteMember', {
    input: () => ({ address: 'new@acme.test', role: 'viewer' }),
    selection: 'rowId address expiresAt',
    show: ({ address }) => address,
    undo: ({ admin }) => admin`delete from rowseal.invitations where email = 'new@acme.test'`,
  }),
  inviteMembers: change('inviteMembers', {
    input: () => ({ addresses: ['new@acme.test', 'nobody', TARGET], role: 'admin' }),
    selection: 'invitations { address status }',
    show: ({ invitations }) => invitations.map(({ status }: { status: string }) => status).join(' '),
    undo: ({ admin }) => admin`delete from rowseal.invitations where email = 'new@acme.test'`,
  }),
  revokeInvitation: change('revokeInvitation', {
    input: async (world) => ({
      rowId: await idIn(
        world,
        `insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
         select workspaces.id, 'unwanted@acme.test', 'viewer', users.id, now() + interval '1 day'
           from rowseal.users, rowseal.workspaces where users.email = 'owner@acme.test' and slug = 'acme' returning id`,
      ),
    }),
    selection: 'rowId',
    show: () => 'revoked',
    undo: ({ admin }) => admin`delete from rowseal.invitations where email = 'unwanted@acme.test'`,
  }),
  resendInvitation: change('resendInvitation', {
    input: async (world) => ({
      rowId: await idIn(
        world,
        `insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
         select workspaces.id, 'again@acme.test', 'viewer', users.id, now() + interval '1 day'
           from rowseal.users, rowseal.workspaces where users.email = 'owner@acme.test' and slug = 'acme' returning id`,
      ),
    }),
    selection: 'rowId expiresAt',
    show: ({ expiresAt }) => (Date.parse(expiresAt) > Date.now() + 2 * 86_400_000 ? 'begun anew' : 'as before'),
    undo: ({ admin }) => admin`delete from rowseal.invitations where email = 'again@acme.test'`,
  }),
  declineInvitation: change('declineInvitation', {
    input: async ({ admin, emailOf }, persona) => ({ token: await mailedInvitation(admin, emailOf(persona)) }),
    selection: 'clientMutationId',
    show: () => 'declined',
    undo: ({ admin }) => admin`delete from rowseal.workspaces where slug like 'new-%'`,
  }),
  acceptInvitation: change('acceptInvitation', {
    input: async ({ admin, emailOf }, persona) => ({ token: await mailedInvitation(admin, emailOf(persona)) }),
    selection: 'role',
    show: ({ role }) => role,
    undo: ({ admin }) => admin`delete from rowseal.workspaces where slug like 'new-%'`,
  }),
  createInvitationLink: change('createInvitationLink', {
    input: () => ({ role: 'viewer', maxUses: 2, emailDomain: 'acme.test', expiresAt: tomorrow() }),
    selection: 'token',
    show: ({ token }) => token.slice(0, 4),
    undo: ({ admin }) => admin`delete from rowseal_private.invitation_links where max_uses = 2`,
  }),
  revokeInvitationLink: change('revokeInvitationLink', {
    input: async ({ admin }) => ({ rowId: (await invitationLink(admin, { workspace: 'acme' })).id }),
    selection: 'rowId',
    show: () => 'revoked',
    undo: ({ admin }) => admin`delete from rowseal_private.invitation_links where max_uses = 100`,
  }),
  acceptInvitationLink: change('acceptInvitationLink', {
    input: async ({ admin, emailOf }, persona) => {
      await admin`update rowseal.users set email_verified_at = coalesce(email_verified_at, now()) where email = ${emailOf(persona)}`;
      return { token: (await invitationLink(admin)).token };
    },
    selection: 'role',
    show: ({ role }) => role,
    undo: ({ admin }) => admin`delete from rowseal.workspaces where slug like 'new-%'`,
  }),
  createToken: change('createToken', {
    input: () => ({ name: 'made', expiresAt: tomorrow() }),
    selection: 'name token',
    show: ({ name, token }) => `${name} ${token.slice(0, 4)}`,
    undo: noSpares,
  }),
  rotateToken: change('rotateToken', {
    input: async (world, persona) => ({ rowId: await spareToken(world, persona), expiresAt: tomorrow() }),
    selection: 'token',
    show: ({ token }) => token.slice(0, 4),
    undo: noSpares,
  }),
  revokeMemberToken: change('revokeMemberToken', {
    input: async (world) => ({ rowId: await spareToken(world, 'member') }),
    selection: 'rowId',
    show: () => 'revoked',
    undo: noSpares,
  }),
  revokeToken: change('revokeToken', {
    input: async (world, persona) => ({ rowId: await spareToken(world, persona) }),
    selection: 'rowId',
    show: () => 'revoked',
    undo: noSpares,
  }),
  createService: change('createService', {
    input: () => ({ name: 'made', scopes: ['members:read'] }),
    selection: 'name scopes',
    show: ({ name, scopes }) => `${name} ${scopes}`,
    undo: noServices,
  }),
  changeService: change('changeService', {
    input: async (world) => ({ rowId: await spareService(world), name: 'made', enabled: false }),
    selection: 'rowId',
    show: () => 'changed',
    undo: noServices,
  }),
  removeService: change('removeService', {
    input: async (world) => ({ rowId: await spareService(world) }),
    selection: 'rowId',
    show: () => 'removed',
    undo: noServices,
  }),
  createServiceKey: change('createServiceKey', {
    input: async (world) => ({ service: await spareService(world), expiresAt: tomorrow() }),
    selection: 'token',
    show: ({ token }) => token.slice(0, 4),
    undo: noServices,
  }),
  revokeServiceKey: change('revokeServiceKey', {
    input: async (world) => ({ rowId: await spareKey(world) }),
    selection: 'rowId',
    show: () => 'revoked',
    undo: noServices,
  }),
  createWebhook: change('createWebhook', {
    input: () => ({ url: 'https://hooks.test/made' }),
    selection: 'url secret',
    show: ({ url, secret }) => `${url} ${secret.slice(0, 6)}`,
    undo: noWebhooks,
  }),
  changeWebhook: change('changeWebhook', {
    input: async ({ admin }) => ({ rowId: await spareWebhook(admin), url: 'https://hooks.test/changed' }),
    selection: 'rowId',
    show: () => 'changed',
    undo: noWebhooks,
  }),
  removeWebhook: change('removeWebhook', {
    input: async ({ admin }) => ({ rowId: await spareWebhook(admin) }),
    selection: 'rowId',
    show: () => 'removed',
    undo: noWebhooks,
  }),
  testWebhook: change('testWebhook', {
    input: async ({ admin }) => ({ rowId: await spareWebhook(admin) }),
    selection: 'deliveryId',
    show: () => 'sent',
    undo: noWebhooks,
  }),
  rotateWebhookSecret: change('rotateWebhookSecret', {
    input: async ({ admin }) => ({ rowId: await spareWebhook(admin) }),
    selection: 'secret',
    show: ({ secret }) => secret.slice(0, 6),
    undo: noWebhooks,
  }),
  endSession: change('endSession', {
    input: async (world, persona) => ({
      rowId: await idIn(
        world,
        `select opened.sid as id from rowseal.users, rowseal_private.open_session(
           users.id, null, null, null, null, refresh_digest => sha256('x')) as opened where email = $1`,
        world.emailOf(persona),
      ),
    }),
    selection: 'rowId',
    show: () => 'ended',
  }),
  disconnectApp: change('disconnectApp', {
    input: () => ({ clientId: 'app_0000000000000000000000' }),
    selection: 'ended',
    show: ({ ended }) => `${ended} ended`,
  }),
  endOtherSessions: change('endOtherSessions', {
    selection: 'ended',
    show: ({ ended }) => (ended > 0 ? 'ended' : 'none'),
  }),
};

/** What takes the id of something: with the id of what another user or another workspace has, and what it is given. */
export const BY_ID: Record<string, [foreign: (world: PersonaWorld) => Promise<string>, input: (id: string) => object]> =
  {
    setMemberRole: [(world) => userId(world, STRANGER), (id) => ({ userId: id, role: 'viewer' })],
    setMemberRoles: [(world) => userId(world, STRANGER), (id) => ({ userId: id, roles: ['viewer'] })],
    removeMember: [(world) => userId(world, STRANGER), (id) => ({ userId: id })],
    waivePolicy: [(world) => userId(world, STRANGER), (id) => ({ userId: id })],
    transferOwnership: [(world) => userId(world, STRANGER), (id) => ({ userId: id })],
    revokeInvitation: [
      (world) => idIn(world, 'select id from rowseal.invitations where email = $1', 'invited@globex.test'),
      (id) => ({ rowId: id }),
    ],
    resendInvitation: [
      (world) => idIn(world, 'select id from rowseal.invitations where email = $1', 'invited@globex.test'),
      (id) => ({ rowId: id }),
    ],
    revokeInvitationLink: [
      async ({ admin }) => (await invitationLink(admin, { workspace: 'globex' })).id,
      (id) => ({ rowId: id }),
    ],
    restoreWorkspace: [
      (world) =>
        idIn(
          world,
          'update rowseal.workspaces set erase_at = now() + $1 where slug = $2 returning id',
          '1 day',
          'globex',
        ),
      (id) => ({ rowId: id }),
    ],
    rotateToken: [(world) => spareToken(world, 'member'), (id) => ({ rowId: id, expiresAt: tomorrow() })],
    revokeToken: [(world) => spareToken(world, 'member'), (id) => ({ rowId: id })],
    revokeMemberToken: [(world) => spareToken(world, 'elsewhere', 'globex'), (id) => ({ rowId: id })],
    changeRole: [(world) => spareRole(world, 'globex'), (id) => ({ rowId: id, scopes: ['members:read'] })],
    removeRole: [
      async (world) => {
        await noRoles(world);
        return spareRole(world, 'globex');
      },
      (id) => ({ rowId: id }),
    ],
    changeService: [(world) => spareService(world, 'globex'), (id) => ({ rowId: id, name: 'mine' })],
    removeService: [(world) => spareService(world, 'globex'), (id) => ({ rowId: id })],
    createServiceKey: [(world) => spareService(world, 'globex'), (id) => ({ service: id, expiresAt: tomorrow() })],
    revokeServiceKey: [(world) => spareKey(world, 'globex'), (id) => ({ rowId: id })],
    changeWebhook: [({ admin }) => spareWebhook(admin, 'globex'), (id) => ({ rowId: id, enabled: false })],
    removeWebhook: [({ admin }) => spareWebhook(admin, 'globex'), (id) => ({ rowId: id })],
    testWebhook: [({ admin }) => spareWebhook(admin, 'globex'), (id) => ({ rowId: id })],
    rotateWebhookSecret: [({ admin }) => spareWebhook(admin, 'globex'), (id) => ({ rowId: id })],
    endSession: [
      (world) =>
        idIn(
          world,
          'select sessions.id from rowseal_private.sessions, rowseal.users where users.id = user_id and email = $1 limit 1',
          STRANGER,
        ),
      (id) => ({ rowId: id }),
    ],
  };
