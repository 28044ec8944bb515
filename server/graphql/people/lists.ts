import { applicationsOf, eventsOf, type Row } from './nodes.ts';
import type { Columns, Shape } from './shapes.ts';
import { shape } from './shapes.ts';

/** A list that grows, as a connection. */
export interface ListDeclaration {
  on: 'Viewer' | 'Workspace';
  field: string;
  schema?: 'rowseal_audit';
  function: string;
  /** The type of its nodes, whose fields are the columns of the function. */
  node: string;
  /** Where the function returns other rows than the nodes are. */
  shape?: Shape;
  columns?: Columns;
  /** The column whose value the argument `after` of the function takes. */
  key: string;
  /** Arguments of the function that are those of the field. */
  arguments?: readonly string[];
  /** A column of another function, which knows it of all rows of a page by their ids. */
  also?: { function: string; argument: string; key: string; column: string };
  /** Makes nodes of what the function has returned. */
  nodes?: (rows: readonly unknown[]) => Row[];
}

/** What `rowseal.me` says of the caller. */
export const VIEWER = shape('Viewer', {
  id: 'uuid',
  name: 'text?',
  email: 'text?',
  email_verified: 'bool?',
  session_id: 'uuid',
});

/** What `rowseal.me` says of the workspace entered. */
export const WORKSPACE = shape('Workspace', {
  id: 'uuid',
  slug: 'text',
  name: 'text',
  viewer_role: 'text?',
  viewer_roles: 'text[]?',
  viewer_scopes: 'text[]',
});

/** What an application was allowed, one for each workspace, scope and parent. */
const GRANT = shape('ConnectedAppGrant', {
  workspace: 'text?',
  scope: 'text',
  connected_at: 'timestamptz',
  last_used_at: 'timestamptz',
  parent_id: 'uuid?',
});

/** An application, with all that it was allowed. */
const CONNECTED_APP: Shape = {
  type: 'ConnectedApp',
  fields: [
    ...shape('ConnectedApp', { client_id: 'text', name: 'text' }).fields,
    { column: 'grants', type: GRANT, isList: true, isNullable: false },
  ],
};

/** Every list, and the function that it comes from. */
export const LISTS: readonly ListDeclaration[] = [
  {
    on: 'Viewer',
    field: 'workspaces',
    function: 'me',
    node: 'ViewerWorkspace',
    shape: shape('ViewerWorkspace', {
      id: 'uuid',
      slug: 'text',
      name: 'text',
      role: 'text',
      roles: 'text[]',
      erase_at: 'timestamptz?',
    }),
    key: 'id',
    nodes: ([me]) => (me as { workspaces: Row[] }).workspaces,
  },
  {
    on: 'Viewer',
    field: 'sessions',
    function: 'list_sessions',
    node: 'Session',
    columns: {
      nullable: ['ip', 'user_agent', 'workspace_id', 'scope'],
      tables: ['rowseal_private.sessions'],
    },
    key: 'id',
  },
  {
    on: 'Viewer',
    field: 'tokens',
    function: 'list_all_tokens',
    node: 'ViewerToken',
    columns: {
      nullable: ['scope'],
      tables: ['rowseal_private.personal_access_tokens'],
      objects: { workspace: shape('WorkspaceName', { slug: 'text', name: 'text' }) },
    },
    key: 'id',
  },
  {
    on: 'Viewer',
    field: 'connectedApps',
    function: 'list_connected_apps',
    node: 'ConnectedApp',
    shape: CONNECTED_APP,
    key: 'client_id',
    nodes: applicationsOf,
  },
  {
    on: 'Workspace',
    field: 'members',
    function: 'list_members',
    node: 'Member',
    columns: { nullable: ['name'], tables: ['rowseal.memberships', 'rowseal.users'] },
    key: 'id',
    arguments: ['search'],
    also: { function: 'members_last_use', argument: 'user_ids', key: 'user_id', column: 'last_used_at' },
  },
  {
    on: 'Workspace',
    field: 'unprovedMembers',
    function: 'list_unproved_members',
    node: 'UnprovedMember',
    columns: { nullable: ['name', 'waived_until'], tables: ['rowseal.memberships', 'rowseal.users'] },
    key: 'id',
  },
  {
    on: 'Workspace',
    field: 'invitations',
    function: 'list_invitations',
    node: 'Invitation',
    columns: { nullable: ['parent_id'], tables: ['rowseal.invitations'] },
    key: 'id',
  },
  {
    on: 'Workspace',
    field: 'invitationLinks',
    function: 'list_invitation_links',
    node: 'InvitationLink',
    columns: { nullable: ['email_domain'], tables: ['rowseal_private.invitation_links'] },
    key: 'id',
  },
  {
    on: 'Workspace',
    field: 'tokens',
    function: 'list_tokens',
    node: 'Token',
    columns: {
      nullable: ['scope', 'networks', 'last_used_at', 'last_used_ip', 'revoked_at', 'parent_id'],
      tables: ['rowseal_private.personal_access_tokens'],
    },
    key: 'id',
  },
  {
    on: 'Workspace',
    field: 'memberTokens',
    function: 'list_member_tokens',
    node: 'MemberToken',
    columns: {
      nullable: ['user_name', 'scope', 'networks', 'last_used_at'],
      tables: ['rowseal_private.personal_access_tokens'],
    },
    key: 'id',
    arguments: ['member'],
  },
  {
    on: 'Workspace',
    field: 'roles',
    function: 'list_roles',
    node: 'Role',
    columns: { tables: ['rowseal.roles'] },
    key: 'id',
  },
  {
    on: 'Workspace',
    field: 'services',
    function: 'list_services',
    node: 'Service',
    columns: { nullable: ['created_by', 'created_by_email'], tables: ['rowseal_private.services'] },
    key: 'id',
  },
  {
    on: 'Workspace',
    field: 'serviceKeys',
    function: 'list_service_keys',
    node: 'ServiceKey',
    columns: {
      nullable: ['networks', 'created_by', 'last_used_at', 'last_used_ip', 'revoked_at', 'last_four', 'public_key'],
      tables: ['rowseal_private.service_keys'],
    },
    key: 'id',
    arguments: ['service'],
  },
  {
    on: 'Workspace',
    field: 'webhooks',
    function: 'list_webhooks',
    node: 'Webhook',
    columns: {
      nullable: ['kinds', 'disabled_at', 'disabled_because', 'failing_since', 'former_secret_ends_at', 'created_by'],
      tables: ['rowseal_private.webhooks'],
    },
    key: 'id',
  },
  {
    on: 'Workspace',
    field: 'webhookDeliveries',
    function: 'list_webhook_deliveries',
    node: 'WebhookDelivery',
    columns: { nullable: ['status', 'error', 'tried_at'], tables: ['rowseal_private.webhook_deliveries'] },
    key: 'id',
    arguments: ['webhook'],
  },
  {
    on: 'Workspace',
    field: 'apps',
    function: 'list_workspace_apps',
    node: 'WorkspaceApp',
    columns: { tables: ['rowseal_private.oauth_clients'] },
    key: 'client_id',
  },
  {
    on: 'Workspace',
    field: 'events',
    schema: 'rowseal_audit',
    function: 'events',
    node: 'Event',
    shape: shape('Event', {
      id: 'uuid',
      at: 'timestamptz',
      kind: 'text',
      actor_id: 'uuid?',
      user_id: 'uuid?',
      credential_id: 'uuid?',
      request_id: 'text?',
      ip: 'inet?',
      details: 'jsonb?',
      before: 'jsonb?',
      after: 'jsonb?',
    }),
    key: 'cursor',
    nodes: eventsOf,
  },
];
