import type postgres from 'postgres';
import { type Printing, printed, type Question } from './auditing.ts';
import { table, when } from './table.ts';

/** As many as the database gives at a time. */
const PAGE = 1_000;

interface User {
  id: string;
  email: string;
  name: string | null;
  email_verified_at: string | null;
  disabled_at: string | null;
  created_at: string;
}

interface Workspace {
  id: string;
  slug: string;
  name: string;
  external_key: string | null;
  created_at: string;
  members: number;
  owners: number;
}

interface Holding {
  kind: string;
  id: string;
  workspace_id: string | null;
  roles: string[] | null;
  scopes: string | null;
  since: string;
  last_used_at: string | null;
  expires_at: string | null;
}

/** Accounts, page after page; how many there are so far is said on the way. */
export const listUsers =
  ({ json, search }: Printing & { search: string | undefined }): Question =>
  async (sql) => {
    const all = await everyPage(
      'accounts',
      (after) => sql<{ found: User }[]>`
        select to_jsonb(found) as found from rowseal_audit.find_users(${search ?? null}, ${after}, ${PAGE}) as found`,
    );
    const cells = all.map(({ id, email, disabled_at: disabled, created_at: made }) => [
      id,
      email,
      disabled === null ? 'live' : 'disabled',
      moment(made),
    ]);
    return printed(json, all, ['id', 'address', 'state', 'since'], cells);
  };

/** One account, with what it holds. */
export const showUser =
  ({ json, user }: Printing & { user: string }): Question =>
  async (sql) => {
    const found = await userNamed(sql, user);
    const rows = await sql<{ held: Holding }[]>`
      select to_jsonb(held) as held from rowseal_audit.holdings_of(${found.id}) as held`;
    const holdings = rows.map(({ held }) => held);
    if (json) return { text: JSON.stringify({ ...found, holdings }, null, 2) };
    const head = [
      ['id', found.id],
      ['address', found.email],
      ['name', found.name ?? ''],
      ['verified', moment(found.email_verified_at)],
      ['disabled', moment(found.disabled_at)],
      ['since', moment(found.created_at)],
    ];
    const cells = holdings.map((held) => [
      held.kind,
      held.id,
      held.workspace_id ?? '',
      held.roles?.join(', ') ?? '',
      held.scopes ?? (held.kind === 'identity' ? '' : '(not limited)'),
      moment(held.last_used_at),
      moment(held.expires_at),
    ]);
    const holds = table(['holds', 'id', 'workspace', 'roles', 'scopes', 'last use', 'ends'], cells);
    return { text: `${table(['account', ''], head)}\n\n${holds}` };
  };

/** Disables an account, or enables it again. */
export const setUserEnabled =
  (user: string, enabled: boolean): Question =>
  async (sql) => {
    const { id, email } = await userNamed(sql, user);
    const [row] = await sql<{ status: string }[]>`
      select status from rowseal_audit.set_user_enabled(${id}, ${enabled}) as status`;
    const state = enabled ? 'enabled' : 'disabled, and every credential has ended';
    return {
      text:
        row?.status === 'changed' ? `${email} is ${state}` : `${email} was already ${enabled ? 'enabled' : 'disabled'}`,
    };
  };

/** Ends the sessions and grants of somebody. */
export const signOutUser =
  (user: string): Question =>
  async (sql) => {
    const { id, email } = await userNamed(sql, user);
    const [row] = await sql<{ ended: number }[]>`select ended from rowseal_audit.sign_out_user(${id}) as ended`;
    return { text: `${email}: ${row?.ended ?? 0} sessions and grants have ended; personal access tokens stay` };
  };

/** Everything that is kept about somebody, as JSON. */
export const exportUser =
  (user: string): Question =>
  async (sql) => {
    const { id } = await userNamed(sql, user);
    const [row] = await sql<{ data: unknown }[]>`select rowseal_audit.export_user(${id}) as data`;
    return { text: JSON.stringify(row?.data, null, 2) };
  };

/** Erases somebody at once. */
export const eraseUser =
  (user: string): Question =>
  async (sql) => {
    const { id, email } = await userNamed(sql, user);
    const [row] = await sql<{ status: string; kept_by: string | null }[]>`
      select status, kept_by from rowseal_audit.erase_user(${id})`;
    const reasons: Record<string, string> = {
      address_change_open: 'a change of the address can still be undone by the former mailbox',
      last_owner: `it is the only owner of ${row?.kept_by}`,
      kept: `the database keeps it (${row?.kept_by}): see the findings of kind reference_blocks`,
    };
    if (row?.status !== 'erased')
      throw new Error(`${email} was not erased: ${reasons[row?.status ?? ''] ?? row?.status}`);
    return { text: `${id} is erased; audit events keep this id` };
  };

/** Workspaces, page after page. */
export const listWorkspaces =
  ({ json }: Printing): Question =>
  async (sql) => {
    const all = await everyPage('workspaces', (after) => workspaces(sql, null, after));
    return workspaceTable(json, all);
  };

/** One workspace. */
export const showWorkspace =
  ({ json, name }: Printing & { name: string }): Question =>
  async (sql) => {
    const found = (await workspaces(sql, name, null)).map((row) => row.found);
    if (found.length === 0) throw new Error(`there is no workspace ${name}`);
    return workspaceTable(json, found);
  };

function workspaces(sql: postgres.Sql, search: string | null, after: string | null) {
  return sql<{ found: Workspace }[]>`
    select to_jsonb(found) as found from rowseal_audit.list_workspaces(${search}, ${after}, ${PAGE}) as found`;
}

function workspaceTable(json: boolean, all: readonly Workspace[]) {
  const cells = all.map((one) => [
    one.id,
    one.slug,
    one.name,
    one.external_key ?? '',
    String(one.members),
    String(one.owners),
    moment(one.created_at),
  ]);
  return printed(json, all, ['id', 'slug', 'name', 'external key', 'members', 'owners', 'since'], cells);
}

/**
 * An account, by its id or whole address.
 *
 * @param sql - to ask with.
 * @param user - id or address.
 * @throws Error where there is none, or several.
 */
export async function userNamed(sql: postgres.Sql, user: string): Promise<User> {
  const rows = await sql<{ found: User }[]>`
    select to_jsonb(found) as found from rowseal_audit.find_users(${user}, null, 2) as found`;
  const [first, ...others] = rows.map(({ found }) => found);
  if (first === undefined) throw new Error(`there is no account ${user}`);
  if (others.length > 0) throw new Error(`several accounts have the address ${user}: name one by its id`);
  return first;
}

async function everyPage<T extends { id: string }>(
  what: string,
  page: (after: string | null) => PromiseLike<readonly { found: T }[]>,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const found = (await page(all.at(-1)?.id ?? null)).map((row) => row.found);
    all.push(...found);
    if (found.length < PAGE) return all;
    if (process.stderr.isTTY) process.stderr.write(`\r${all.length} ${what} `);
  }
}

const moment = (text: string | null) => (text === null ? '' : when(new Date(text)));
