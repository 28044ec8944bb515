import { type Printing, printed, type Question, workspaceId } from './auditing.ts';
import { userNamed } from './people.ts';
import { timeOf } from './table.ts';

/** What a person has given. */
export interface BindOptions {
  user: string;
  workspace: string;
  scope?: string;
  expires?: string;
  writes: boolean;
}

interface BoundRole {
  role: string;
  id: string;
  address: string;
  workspace: string;
  scopes: string | null;
  writes: boolean;
  expires_at: string;
  state: string;
}

/**
 * Makes a login role of PostgreSQL a member of a workspace.
 *
 * @param role - made by a DBA.
 */
export const bindRole =
  (role: string, { user, workspace, scope, expires, writes }: BindOptions): Question =>
  async (sql) => {
    const end = expires === undefined ? null : timeOf(expires);
    const [home, { id: userId, email }] = [await workspaceId(sql, workspace), await userNamed(sql, user)];
    const [bound] = await sql<{ id: string }[]>`
      select rowseal.bind_role(${role}, ${userId}, ${home}, string_to_array(${scope ?? null}, ' '), ${end}, ${writes}) as id`;
    const what = writes ? 'reads and writes' : 'reads';
    return { text: `A session of ${role} is ${email} in ${workspace}, and ${what} (credential ${bound?.id})` };
  };

/** Ends what bindRole began, and the sessions of the role. */
export const unbindRole =
  (role: string): Question =>
  async (sql) => {
    const [row] = await sql<{ done: boolean }[]>`select rowseal.unbind_role(${role}) as done`;
    if (!row?.done) throw new Error(`${role} is not bound, and has neither rowseal_reader nor rowseal_user`);
    return { text: `${role} is no longer bound to a member. The role itself still exists` };
  };

/** The login roles that are bound. */
export const listRoles =
  ({ json }: Printing): Question =>
  async (sql) => {
    const rows = await sql<{ bound: BoundRole }[]>`
      select to_jsonb(bound) as bound from rowseal_audit.bound_roles() as bound`;
    const all = rows.map(({ bound }) => bound);
    const cells = all.map(({ role, address, workspace, scopes, writes, expires_at: end, state }) => [
      role,
      address,
      workspace,
      scopes ?? '(not limited)',
      writes ? 'writes' : 'reads',
      `${end.slice(0, 19)}Z`,
      state,
    ]);
    return printed(json, all, ['role', 'user', 'workspace', 'scopes', 'may', 'until', 'state'], cells);
  };
