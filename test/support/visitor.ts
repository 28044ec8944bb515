import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a server's mail is to be read. */
export type Mailbox = (email: string) => Promise<string | undefined>;

const PASSWORD = 'a password of a visitor, who is a stranger';

/**
 * Does what the first user of a new installation does: creates an account, follows the mailed link, signs in, asks who they are, and, where GraphQL
 * is served, queries.
 *
 * @param url - of the server.
 * @param mailbox - answers with the text of a mail to somebody, once it is there.
 * @param graphql - whether GraphQL has to be served; otherwise it must not be.
 * @throws Error which says at what it failed.
 */
export async function visit(url: string, mailbox: Mailbox, graphql: boolean): Promise<void> {
  const email = `visitor-${randomUUID()}@example.com`;
  await post(url, '/v1/auth/register', { email, password: PASSWORD, name: 'Visitor' }, 202);
  const link = /^(https?:\S+)$/m.exec(await mailTo(email, mailbox))?.[1] ?? '';
  const token = new URL(link).searchParams.get('token');
  await post(url, '/v1/auth/email/verify', { token }, 204);
  const login = { provider: 'password', transport: 'body', email, password: PASSWORD };
  const { access_token } = (await post(url, '/v1/auth/token', login, 200)) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const me = await fetch(`${url}/v1/me`, { headers });
  expect(me.status === 200 && (await me.text()).includes(email), `GET /v1/me answered ${me.status}`);
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  const text = await answer.text();
  const served = answer.status === 200 && text.includes('"data":{"__typename":"Query"}');
  expect(graphql ? served : answer.status === 404, `POST /graphql answered ${answer.status}: ${text}`);
  const page = await fetch(`${url}/sign-in`);
  expect(page.status === 200, `GET /sign-in answered ${page.status}`);
}

async function mailTo(email: string, mailbox: Mailbox): Promise<string> {
  for (let left = 600; left > 0; left--) {
    const text = await mailbox(email);
    if (text !== undefined) return text;
    await sleep(100);
  }
  throw new Error(`no mail to ${email} came`);
}

async function post(url: string, path: string, body: object, status: number): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expect(answer.status === status, `POST ${path} answered ${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
