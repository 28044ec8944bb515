import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { breachedPasswords } from '../credentials/breached-passwords.ts';
import { deriveKey } from '../credentials/password-derivation.ts';
import { openPasswordFilter } from '../credentials/password-filter.ts';
import { passwordRules } from '../credentials/password-rules.ts';
import type { PasswordParameters } from '../database/password-functions.ts';
import { emailAddress, parse } from '../http/schemas.ts';
import { inTransaction, openAdministrator } from '../install/administrator.ts';

/** An account. */
export interface User {
  id: string;
  email: string;
  name: string | null;
  emailVerifiedAt: Date | null;
  disabledAt: Date | null;
  createdAt: Date;
}

/** A workspace. */
export interface Workspace {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
}

/** An account to create. */
export interface NewUser {
  email: string;
  name?: string;
  /** Left out: one that nobody knows, so that the person chooses theirs by "forgot password". */
  password?: string;
  /** Whether the address is known to be theirs; left out: no. */
  verified?: boolean;
}

/** What an administrator does to people and workspaces: one function of the database each. Users and workspaces are named by id. */
export interface Admin {
  /** The administrator's connection string, such as for migrations of the application: of the embedded PostgreSQL too. */
  url(): Promise<string>;
  /** @throws Error where the address has an account; Problem invalid_input, password_too_common where the password may not be chosen. */
  createUser(user: NewUser): Promise<User>;
  /** By id or address; undefined: there is none. */
  findUser(user: string): Promise<User | undefined>;
  /** Every credential of the user ends. Whether that changed anything. */
  disableUser(id: string): Promise<boolean>;
  /** What had ended stays so. Whether that changed anything. */
  enableUser(id: string): Promise<boolean>;
  /** Ends the sessions and grants of a user, how many; personal access tokens stay. */
  signOutUser(id: string): Promise<number>;
  /** @throws the database's error: RS024 another workspace has, or had, the slug. */
  createWorkspace(workspace: { slug: string; name?: string; owner: string }): Promise<Workspace>;
  /** By id or slug; undefined: there is none. */
  findWorkspace(workspace: string): Promise<Workspace | undefined>;
  /** Makes a user a member, or gives a member another role, or several, in place of all that they have. */
  setMember(
    workspace: string,
    user: string,
    role: string | readonly string[],
  ): Promise<'added' | 'changed' | 'unchanged'>;
  /**
   * Mails an invitation in the name of a member, who has to have every scope of the role. The id of the invitation.
   *
   * @throws the database's error: RS006 the inviter may not; RS020 the address is a member's; RS028 the workspace invites none of this domain.
   */
  invite(workspace: string, invitation: { email: string; role: string; inviter: string }): Promise<string>;
  /** Whether the user was a member. @throws the database's error: RS014 the last owner stays. */
  removeMember(workspace: string, user: string): Promise<boolean>;
}

interface Found {
  id: string;
  email: string;
  name: string | null;
  email_verified_at: Date | null;
  disabled_at: Date | null;
  created_at: Date;
}

/**
 * Opens what an administrator does. Each call has a connection of its own: they are few.
 *
 * @param urlOf - the administrator's connection string; undefined: the process has none.
 * @param passwordFilter - the file of breached passwords; undefined: none.
 */
export function openAdmin(urlOf: () => Promise<string | undefined>, passwordFilter?: string): Admin {
  async function url(): Promise<string> {
    const given = await urlOf();
    if (given === undefined) throw new Error('admin needs databaseUrl: the connection string of an administrator');
    return given;
  }

  async function call<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = await openAdministrator(await url());
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  const findUser = async (sql: postgres.Sql, user: string): Promise<User | undefined> => {
    const [found] = await sql<Found[]>`select * from rowseal_audit.find_users(${user}, null, 1)`;
    return found && userOf(found);
  };
  const findWorkspace = async (sql: postgres.Sql, workspace: string): Promise<Workspace | undefined> => {
    const [found] = await sql<(Omit<Workspace, 'createdAt'> & { created_at: Date })[]>`
      select * from rowseal_audit.list_workspaces(${workspace}, null, 1)`;
    return found && { id: found.id, slug: found.slug, name: found.name, createdAt: found.created_at };
  };
  const setEnabled = (id: string, enabled: boolean) =>
    call(async (sql) => {
      const [row] = await sql<{ status: string }[]>`
        select status from rowseal_audit.set_user_enabled(${id}, ${enabled}) as status`;
      return row?.status === 'changed';
    });

  return {
    url,
    createUser: (user) =>
      call(async (sql) => existing(await findUser(sql, await createAccount(sql, user, passwordFilter)))),
    findUser: (user) => call((sql) => findUser(sql, user)),
    disableUser: (id) => setEnabled(id, false),
    enableUser: (id) => setEnabled(id, true),
    signOutUser: (id) =>
      call(async (sql) => {
        const [row] = await sql<{ ended: number }[]>`select ended from rowseal_audit.sign_out_user(${id}) as ended`;
        return row?.ended ?? 0;
      }),
    createWorkspace: ({ slug, name = slug, owner }) =>
      call(async (sql) => {
        await sql`select rowseal_audit.create_workspace(${slug}, ${name}, ${owner})`;
        return existing(await findWorkspace(sql, slug));
      }),
    findWorkspace: (workspace) => call((sql) => findWorkspace(sql, workspace)),
    setMember: (workspace, user, role) =>
      call(async (sql) => {
        const [row] = await sql<{ status: 'added' | 'changed' | 'unchanged' }[]>`
          select rowseal_audit.set_member_roles(
                   ${workspace}, ${user},
                   array(select jsonb_array_elements_text(${JSON.stringify([role].flat())}::text::jsonb))) as status`;
        return existing(row).status;
      }),
    invite: (workspace, { email, role, inviter }) =>
      call(async (sql) => {
        const address = parse(emailAddress, email);
        const [row] = await sql<{ id: string }[]>`
          select id from rowseal_audit.invite(${workspace}, ${address}, ${role}, ${inviter}) as id`;
        return existing(row).id;
      }),
    removeMember: (workspace, user) =>
      call(async (sql) => {
        const [row] = await sql<{ removed: boolean }[]>`
          select removed from rowseal_audit.remove_member(${workspace}, ${user}) as removed`;
        return row?.removed === true;
      }),
  };
}

async function createAccount(
  sql: postgres.Sql,
  { email, name, password, verified = false }: NewUser,
  passwordFilter: string | undefined,
): Promise<string> {
  const address = parse(emailAddress, email);
  if (password !== undefined) await requirePassword(sql, passwordFilter, password, address);
  const [account] = await inTransaction(sql, async () => {
    await sql`set local role rowseal_owner`;
    const [policy] = await sql<PasswordParameters[]>`select * from rowseal_private.password_policy()`;
    const { salt, memory_kib, iterations, parallelism } = existing(policy);
    const key = await deriveKey(password ?? randomBytes(32).toString('base64url'), existing(policy));
    return sql<{ id: string | null }[]>`
      select rowseal_private.create_account(
        ${address}, ${name ?? null}, row(${salt}, ${Buffer.from(key)}, ${memory_kib}, ${iterations}, ${parallelism}),
        verified => ${verified}
      ) as id`;
  });
  if (account?.id == null) throw new Error(`the address ${address} has an account`);
  return account.id;
}

/** Under the rules of everybody else: an administrator who chooses a password may choose a bad one too. */
async function requirePassword(
  sql: postgres.Sql,
  passwordFilter: string | undefined,
  password: string,
  address: string,
): Promise<void> {
  const filter = passwordFilter === undefined ? undefined : await openPasswordFilter(passwordFilter);
  const policy = () =>
    inTransaction(sql, async () => {
      await sql`set local role rowseal_owner`;
      const [row] = await sql<{ least_length: number; range_url: string | null }[]>`
        select least_length, range_url from rowseal_private.password_rules()`;
      const { least_length: leastLength, range_url: rangeUrl } = existing(row);
      return { leastLength, rangeUrl };
    });
  try {
    const report = (message: string) => console.error(`rowseal: ${message}`);
    await passwordRules(policy, breachedPasswords(filter, report)).require(password, address);
  } finally {
    await filter?.close();
  }
}

function userOf({ id, email, name, email_verified_at, disabled_at, created_at }: Found): User {
  return { id, email, name, emailVerifiedAt: email_verified_at, disabledAt: disabled_at, createdAt: created_at };
}

function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a function of the database returned no row');
  return value;
}
