import { crc32 } from 'node:zlib';
import type postgres from 'postgres';
import { type ComposedMail, composedMails } from './composed-mail.ts';
import type { Answer, demoApp } from './demo-app.ts';

/** The password of everybody here. */
export const PASSWORD = 'a password of somebody';

/** Somebody with an account of their own. */
export interface AccountOwner {
  id: string;
  email: string;
  bearer: string;
  ask(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, payload?: object): Promise<Answer>;
}

/**
 * People who manage their accounts, and the mail that they get, without a worker.
 *
 * @param demo - a server.
 */
export function ownAccounts({ db, send, logIn }: Pick<Awaited<ReturnType<typeof demoApp>>, 'db' | 'send' | 'logIn'>) {
  const admin: postgres.Sql = db.admin;
  let count = 0;

  const as =
    (bearer: string): AccountOwner['ask'] =>
    (method, url, payload) =>
      send({ method, url, headers: { authorization: `Bearer ${bearer}` }, ...(payload ? { payload } : {}) });

  async function person(name: string, verified = true): Promise<AccountOwner> {
    const email = `${name}-${++count}@new.test`;
    await send({ method: 'POST', url: '/v1/auth/register', payload: { email, password: PASSWORD, name: 'Somebody' } });
    if (verified) await admin`update rowseal.users set email_verified_at = now() where email = ${email}`;
    const [row] = await admin<{ id: string }[]>`select id from rowseal.users where email = ${email}`;
    const bearer = (await logIn(email, {}, PASSWORD)).body.access_token as string;
    await composedMails(admin);
    await admin`delete from rowseal_private.throttles`;
    return { id: row?.id ?? '', email, bearer, ask: as(bearer) };
  }

  /** The mail that a change to an address sends there. */
  async function asksFor(owner: Pick<AccountOwner, 'ask'>, email: string): Promise<ComposedMail | undefined> {
    const answer = await owner.ask('PUT', '/v1/me/email', { email });
    if (answer.status !== 202) throw new Error(`${answer.status} ${answer.body.code}`);
    return (await composedMails(admin)).find(({ recipient }) => recipient === email);
  }

  const confirm = (token: string | undefined): Promise<Answer> =>
    send({ method: 'POST', url: '/v1/auth/email/confirm', payload: { token } });
  const restore = (token: string | undefined, password = 'the password after the undoing'): Promise<Answer> =>
    send({ method: 'POST', url: '/v1/auth/email/restore', payload: { token, password } });

  /** Moves somebody to another address, and tells the token of the way back. */
  async function moves(owner: AccountOwner, email: string): Promise<string> {
    const mail = await asksFor(owner, email);
    const answer = await confirm(mail?.variables.token);
    if (answer.status !== 204) throw new Error(`${answer.status} ${answer.body.code}`);
    const notice = (await composedMails(admin)).find(({ kind }) => kind === 'address_changed');
    return notice?.variables.token ?? '';
  }

  const addressOf = async ({ id }: Pick<AccountOwner, 'id'>): Promise<string | undefined> =>
    (await admin<{ email: string }[]>`select email from rowseal.users where id = ${id}`)[0]?.email;

  return { as, person, asksFor, confirm, restore, moves, addressOf };
}

/**
 * A mailed token as if it were somebody else's, whole.
 *
 * @param token - of somebody.
 * @param ownerId - of the other.
 */
export function ofAnother(token: string, ownerId: string): string {
  const prefix = token.slice(0, 4);
  const bytes = Buffer.from(token.slice(4), 'base64url');
  Buffer.from(ownerId.replaceAll('-', ''), 'hex').copy(bytes);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4), crc32(prefix)), bytes.length - 4);
  return prefix + bytes.toString('base64url');
}
