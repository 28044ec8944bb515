import { z } from 'zod';
import { Forms } from './workspace-forms.ts';

/** What the pages say of what was just done. */
const NOTICES = [
  'created',
  'restored',
  'left',
  'deleted',
  'role',
  'member_roles',
  'removed',
  'owner',
  'invited',
  'resent',
  'revoked',
  'waived',
  'saved',
  'role_made',
  'role_changed',
  'role_removed',
  'service_made',
  'service_changed',
  'service_disabled',
  'service_enabled',
  'service_removed',
  'key_revoked',
  'webhook_changed',
  'webhook_disabled',
  'webhook_enabled',
  'webhook_removed',
  'webhook_tested',
  'token_revoked',
] as const;
type Notice = (typeof NOTICES)[number];

/** What an address may say was just done. */
export const Done = z.enum(NOTICES).optional().catch(undefined);

/** The sentence of a notice. */
export const noticeOf = (done: Notice | undefined) => done && (`done.${done}` as const);

/** A page of a workspace: '' is the first. */
export type Place = '' | Section | `${'members' | 'roles' | 'services' | 'webhooks'}/:id`;

/** A page of a workspace that its first one leads to. */
export type Section = 'roles' | 'services' | 'webhooks' | 'tokens' | 'applications' | 'events';

/** What a form of a workspace does: its fields, the function it calls, and what is said afterwards, where. */
export interface WorkspaceAction {
  path: string;
  form: z.ZodType<Record<string, unknown>>;
  text: string;
  /** Of the function's parameters; left out: the fields, in their order. */
  values?(fields: Record<string, unknown>): unknown[];
  done: Notice;
  /** The page that the form is on, where what is wrong is said. */
  on: Place;
  /** Where it leads; left out: to the page that it is on. `list`: of workspaces, because this one is no longer the caller's. */
  to?: Place | 'list';
}

/** Every form of a workspace that hands out no secret. */
export const WORKSPACE_ACTIONS: readonly WorkspaceAction[] = [
  { path: 'members/role', on: '', form: Forms.role, text: 'select rowseal.set_member_role($1, $2)', done: 'role' },
  {
    path: 'members/roles',
    on: 'members/:id',
    form: Forms.memberRoles,
    text: 'select rowseal.set_member_roles($1, $2)',
    done: 'member_roles',
  },
  {
    path: 'members/tokens/revoke',
    on: 'members/:id',
    form: Forms.memberToken,
    text: 'select rowseal.revoke_member_token($1)',
    values: ({ token }) => [token],
    done: 'token_revoked',
  },
  { path: 'members/remove', on: '', form: Forms.one, text: 'select rowseal.remove_member($1)', done: 'removed' },
  { path: 'members/ownership', on: '', form: Forms.one, text: 'select rowseal.transfer_ownership($1)', done: 'owner' },
  {
    path: 'leave',
    on: '',
    to: 'list',
    form: Forms.nothing,
    text: 'select rowseal.remove_member(rowseal.user_id())',
    done: 'left',
  },
  {
    path: 'invitations',
    on: '',
    form: Forms.invitation,
    text: `select status, ceil(extract(epoch from retry_after))::int as retry_after from rowseal.invite_member($1, $2)`,
    done: 'invited',
  },
  {
    path: 'invitations/resend',
    on: '',
    form: Forms.one,
    text: `select status, ceil(extract(epoch from retry_after))::int as retry_after from rowseal.resend_invitation($1)`,
    done: 'resent',
  },
  {
    path: 'invitations/revoke',
    on: '',
    form: Forms.one,
    text: 'select rowseal.revoke_invitation($1)',
    done: 'revoked',
  },
  {
    path: 'settings',
    on: '',
    form: Forms.workspace,
    text: `select status, ceil(extract(epoch from retry_after))::int as retry_after from rowseal.change_workspace($1, $2)`,
    done: 'saved',
  },
  {
    path: 'rules',
    on: '',
    form: Forms.rules,
    text: `select rowseal.set_workspace_settings(
             make_interval(secs => $1::float8), make_interval(secs => $2::float8), $3::text[]::cidr[], $4::text[])`,
    done: 'saved',
  },
  {
    path: 'policy',
    on: '',
    form: Forms.policy,
    text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
             from rowseal.set_workspace_policy($1, make_interval(secs => $2::float8))`,
    done: 'saved',
  },
  { path: 'members/waive', on: '', form: Forms.one, text: 'select rowseal.waive_policy($1)', done: 'waived' },
  {
    path: 'delete',
    on: '',
    to: 'list',
    form: Forms.nothing,
    text: 'select rowseal.delete_workspace()',
    done: 'deleted',
  },
  { path: 'roles', on: 'roles', form: Forms.newRole, text: 'select rowseal.create_role($1, $2)', done: 'role_made' },
  {
    path: 'roles/change',
    on: 'roles/:id',
    to: 'roles',
    form: Forms.roleScopes,
    text: 'select rowseal.change_role($1, $2)',
    done: 'role_changed',
  },
  {
    path: 'roles/remove',
    on: 'roles/:id',
    to: 'roles',
    form: Forms.removedRole,
    text: 'select rowseal.remove_role($1, $2)',
    done: 'role_removed',
  },
  {
    path: 'services',
    on: 'services',
    form: Forms.newService,
    text: 'select rowseal.create_service($1, $2)',
    done: 'service_made',
  },
  {
    path: 'services/change',
    on: 'services/:id',
    form: Forms.service,
    text: 'select rowseal.change_service($1, $2, $3)',
    done: 'service_changed',
  },
  {
    path: 'services/disable',
    on: 'services/:id',
    form: Forms.one,
    text: 'select rowseal.change_service($1, enabled => false)',
    done: 'service_disabled',
  },
  {
    path: 'services/enable',
    on: 'services/:id',
    form: Forms.one,
    text: 'select rowseal.change_service($1, enabled => true)',
    done: 'service_enabled',
  },
  {
    path: 'services/remove',
    on: 'services/:id',
    to: 'services',
    form: Forms.one,
    text: 'select rowseal.remove_service($1)',
    done: 'service_removed',
  },
  {
    path: 'services/keys/revoke',
    on: 'services/:id',
    form: Forms.endedKey,
    text: 'select rowseal.revoke_service_key($1)',
    values: ({ key }) => [key],
    done: 'key_revoked',
  },
  {
    path: 'webhooks/change',
    on: 'webhooks/:id',
    form: Forms.webhook,
    text: 'select rowseal.change_webhook($1, $2, $3)',
    values: ({ id, url, kinds }) => [id, url, kinds ?? []],
    done: 'webhook_changed',
  },
  {
    path: 'webhooks/disable',
    on: 'webhooks/:id',
    form: Forms.one,
    text: 'select rowseal.change_webhook($1, enabled => false)',
    done: 'webhook_disabled',
  },
  {
    path: 'webhooks/enable',
    on: 'webhooks/:id',
    form: Forms.one,
    text: 'select rowseal.change_webhook($1, enabled => true)',
    done: 'webhook_enabled',
  },
  {
    path: 'webhooks/test',
    on: 'webhooks/:id',
    form: Forms.one,
    text: 'select rowseal.test_webhook($1)',
    done: 'webhook_tested',
  },
  {
    path: 'webhooks/remove',
    on: 'webhooks/:id',
    to: 'webhooks',
    form: Forms.one,
    text: 'select rowseal.remove_webhook($1)',
    done: 'webhook_removed',
  },
  {
    path: 'tokens/revoke',
    on: 'tokens',
    form: Forms.one,
    text: 'select rowseal.revoke_token($1)',
    done: 'token_revoked',
  },
];
