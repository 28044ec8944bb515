import { randomBytes } from 'node:crypto';
import { installTestKit } from '../install/test-kit.ts';
import type { User, Workspace } from './admin.ts';
import type { Rowseal } from './rowseal.ts';

/** Who is to be signed in, in tests of an application. What is left out is made up. */
export interface Wanted {
  email?: string;
  /** The slug of the workspace, which is created where there is none. */
  workspace?: string;
  /** In the workspace; left out: owner. */
  role?: string;
  /** What the session is limited to; left out: to nothing. */
  scope?: string;
}

/** Somebody who is signed in. */
export interface SignedIn {
  user: User;
  workspace: Workspace;
  /** An access token. */
  token: string;
  /** What a request of theirs sends: the token, and the workspace. */
  headers: { authorization: string; 'x-rowseal-workspace': string };
}

/**
 * A user, a workspace and a credential, for tests of an application: in a database of tests, because they stay.
 *
 * @param rowseal - with `databaseUrl`.
 * @param wanted - see {@link Wanted}.
 * @throws Error where the role does not exist, or the sign-in is refused.
 * @example
 * const { headers } = await signedIn(rowseal, { role: 'viewer', workspace: 'acme' });
 */
export async function signedIn(rowseal: Rowseal, wanted: Wanted = {}): Promise<SignedIn> {
  const { admin } = rowseal;
  const { email = `${made()}@rowseal.test`, workspace: slug = made(), role = 'owner', scope } = wanted;
  const password = randomBytes(24).toString('base64url');
  const user = await admin.createUser({ email, password, verified: true });
  const workspace = (await admin.findWorkspace(slug)) ?? (await createWorkspace(rowseal, slug, role, user));
  await admin.setMember(workspace.id, user.id, role);
  const request = new Request('http://localhost/v1/auth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'password', transport: 'body', email, password, ...(scope ? { scope } : {}) }),
  });
  // From another network each time, so that no limit of addresses counts them together.
  const answer = await rowseal.handler(request, { ip: `fd00:${made().slice(0, 4)}:${made().slice(0, 4)}::1` });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`${email} cannot sign in: ${answer.status}`);
  return { user, workspace, token, headers: { authorization: `Bearer ${token}`, 'x-rowseal-workspace': slug } };
}

/**
 * Installs the schema rowseal_test, as `rowseal test-kit install` does: for `personas`, and for suites of their own.
 *
 * @param rowseal - with `databaseUrl`, or with the embedded PostgreSQL: of tests alone, because the kit can be anybody there.
 * @returns an administrator's connection string.
 * @throws Error in production.
 */
export async function testKit(rowseal: Rowseal): Promise<string> {
  if (process.env['NODE_ENV'] === 'production')
    throw new Error('the test kit can be anybody in its database: with NODE_ENV=production it is refused');
  const url = await rowseal.admin.url();
  await installTestKit(url);
  return url;
}

/** The last owner of a workspace stays one: where the user is to be something else, somebody else owns it. */
async function createWorkspace({ admin }: Rowseal, slug: string, role: string, user: User): Promise<Workspace> {
  const owner = role === 'owner' ? user : await admin.createUser({ email: `${made()}@rowseal.test`, verified: true });
  return admin.createWorkspace({ slug, owner: owner.id });
}

function made(): string {
  return randomBytes(8).toString('hex');
}
