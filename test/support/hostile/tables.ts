/** A table that statements are made about, by what its columns mean. */
export interface Target {
  /** Name in its schema. */
  name: string;
  schema?: 'rowseal';
  /** The column of the workspace, and its type. */
  workspace?: string;
  tenant: 'uuid' | 'bigint';
  /** The column of a user. */
  author?: string;
  id?: string;
  /** The column whose foreign values are canaries. */
  title: string;
  /** Columns of its key, for upserts; absent where nothing may be written. */
  key?: string[];
  /** Whose rows a member may not change, or not see: those of other authors. */
  authors?: 'write' | 'read';
  /** Views, partitions' parents and functions by which its rows may be read too. */
  roads: string[];
}

const OWN: Pick<Target, 'workspace' | 'tenant' | 'author' | 'id' | 'title'> = {
  workspace: 'ws',
  tenant: 'uuid',
  author: 'author',
  id: 'id',
  title: 'title',
};

/** What `protect` makes of each kind of table. */
export const PROTECTED: readonly [Target, ...Target[]] = [
  {
    ...OWN,
    name: 'notes',
    key: ['ws', 'id', 'part'],
    roads: ['notes_invoker', 'notes_definer', 'notes_barrier', 'notes_function()', 'notes_definer_function()'],
  },
  { ...OWN, name: 'orders', workspace: 'org', tenant: 'bigint', key: ['org', 'id', 'part'], roads: ['orders_definer'] },
  { ...OWN, name: 'private', key: ['ws', 'author', 'id', 'part'], authors: 'read', roads: ['private_definer'] },
  { ...OWN, name: 'owned', key: ['ws', 'id', 'part'], authors: 'write', roads: ['owned_invoker'] },
  { ...OWN, name: 'steps', key: ['ws', 'id', 'part'], roads: ['steps_invoker'] },
  { ...OWN, name: 'parts', key: ['ws', 'id', 'part'], roads: ['parts_definer', 'parts_invoker'] },
  { ...OWN, name: 'family', key: ['ws', 'id', 'part'], roads: ['family_invoker'] },
  { ...OWN, name: 'hidden', key: ['ws', 'id', 'part'], roads: ['hidden_definer'] },
];

/** Tables of Rowseal itself, which requests may read. */
export const ROWSEALS: readonly [Target, ...Target[]] = [
  { name: 'memberships', workspace: 'workspace_id', author: 'user_id', title: 'role' },
  { name: 'invitations', workspace: 'workspace_id', author: 'invited_by', id: 'id', title: 'email' },
  { name: 'roles', workspace: 'workspace_id', title: 'name' },
  { name: 'workspaces', workspace: 'id', title: 'name' },
  { name: 'users', author: 'id', title: 'email' },
].map((table) => ({ ...table, schema: 'rowseal' as const, tenant: 'uuid' as const, roads: [] })) as never;
