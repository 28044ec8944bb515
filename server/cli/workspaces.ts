import { type Question, workspaceId } from './auditing.ts';
import { explained, type Sentences } from './explained.ts';
import { userNamed } from './people.ts';

const OF_WORKSPACES: Sentences = {
  RS024: 'another workspace has this slug, or had it',
  '23514': 'a slug must have 1 to 32 lower-case letters, digits and hyphens, and a name 1 to 200 characters',
};
const OF_MEMBERS: Sentences = {
  RS014: 'a workspace must have at least one owner: make somebody else an owner first',
  '23503': 'there is no such role in the workspace',
  '23514': 'a member has one role at least, and twenty at most',
};

/**
 * Creates a workspace.
 *
 * @param slug - its name in URLs and headers.
 * @param name - what people read.
 * @param owner - address or id of its first owner.
 */
export const createWorkspace =
  (slug: string, { name, owner }: { name: string; owner: string }): Question =>
  async (sql) => {
    const { id, email } = await userNamed(sql, owner);
    const [made] = await explained(
      sql<{ id: string }[]>`select rowseal_audit.create_workspace(${slug}, ${name}, ${id}) as id`,
      OF_WORKSPACES,
    );
    return { text: `Workspace ${slug} (${made?.id}) was created; its owner is ${email}` };
  };

/** Gives a workspace another name, another slug, or both. */
export const renameWorkspace =
  (workspace: string, { name, slug }: { name?: string; slug?: string }): Question =>
  async (sql) => {
    if (name === undefined && slug === undefined) throw new Error('say what to change: --name or --slug');
    const id = await workspaceId(sql, workspace);
    await explained(sql`select rowseal_audit.change_workspace(${id}, ${name ?? null}, ${slug ?? null})`, OF_WORKSPACES);
    return { text: `${workspace} was changed${slug === undefined ? '' : `: it is ${slug} now`}` };
  };

/** Deletes a workspace: nobody enters it, until it is erased or restored. */
export const deleteWorkspace =
  (workspace: string): Question =>
  async (sql) => {
    const id = await workspaceId(sql, workspace);
    const [row] = await sql<{ at: Date }[]>`select rowseal_audit.delete_workspace(${id}) as at`;
    return { text: `${workspace} was deleted. It is erased after ${row?.at.toISOString()}, unless it is restored` };
  };

/** Restores a workspace that was deleted. */
export const restoreWorkspace =
  (workspace: string): Question =>
  async (sql) => {
    const id = await workspaceId(sql, workspace);
    const [row] = await sql<{ done: boolean }[]>`select rowseal_audit.restore_workspace(${id}) as done`;
    if (!row?.done) throw new Error(`${workspace} was not deleted, or is already erased`);
    return { text: `${workspace} was restored` };
  };

/** Makes somebody a member of a workspace, or gives a member other roles. */
export const setMember =
  (workspace: string, user: string, roles: string[]): Question =>
  async (sql) => {
    const [id, { id: userId, email }] = [await workspaceId(sql, workspace), await userNamed(sql, user)];
    const [row] = await explained(
      sql<{ status: string }[]>`
        select rowseal_audit.set_member_roles(
                 ${id}, ${userId}, array(select jsonb_array_elements_text(${JSON.stringify(roles)}::text::jsonb))) as status`,
      OF_MEMBERS,
    );
    return {
      text: `${email} is ${roles.join(', ')} of ${workspace}${row?.status === 'unchanged' ? ', as before' : ''}`,
    };
  };

/** Removes a member from a workspace. */
export const removeMember =
  (workspace: string, user: string): Question =>
  async (sql) => {
    const [id, { id: userId, email }] = [await workspaceId(sql, workspace), await userNamed(sql, user)];
    const [row] = await explained(
      sql<{ done: boolean }[]>`select rowseal_audit.remove_member(${id}, ${userId}) as done`,
      OF_MEMBERS,
    );
    if (!row?.done) throw new Error(`${email} is not a member of ${workspace}`);
    return { text: `${email} is no longer a member of ${workspace}` };
  };
