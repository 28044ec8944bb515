import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { type Operation, requestsWith } from './credential-places.ts';
import { needlesOf, searcher } from './secret-search.ts';

/** Paths that the OpenAPI document leaves out: pages, and what is not there. */
const UNDOCUMENTED = [
  ...['/account', '/consent', '/docs', '/sign-in', '/sign-out', '/pages/style.css'],
  ...['/graphql', '/metrics', '/nothing', '/v1/oauth/authorize', '/v1/openapi.json'],
];

/** A running server. */
type At = { url: string };

async function post({ url }: At, path: string, body: object, headers: object = {}): Promise<Record<string, string>> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  return (await (await fetch(url + path, init)).json()) as Record<string, string>;
}

/**
 * Credentials that are good at first, and made-up ones of the kinds that do not exist yet.
 *
 * @param server - with the demo's people.
 */
export async function collectCredentials(server: At): Promise<Record<string, string>> {
  const login = { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD, transport: 'body' };
  const { access_token, refresh_token } = await post(server, '/v1/auth/token', login);
  const inAcme = { authorization: `Bearer ${access_token}`, 'x-rowseal-workspace': 'acme' };
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  const { token } = await post(server, '/v1/tokens', { name: 'log', expires_at }, inAcme);
  const madeUp = (prefix: string) =>
    prefix +
    Buffer.from(`${prefix.repeat(17)}!`)
      .toString('base64url')
      .slice(0, 92);
  if (!access_token || !refresh_token || !token) throw new Error('no credentials to look for');
  return {
    password: DEMO_PASSWORD,
    access_token,
    refresh_token,
    personal: token,
    code: madeUp('rsc_'),
    invitation: madeUp('rsi_'),
    proof: madeUp('rsv_'),
  };
}

/**
 * Names the credentials that something holds, whole or a piece, in any notation.
 *
 * @param where - to look.
 * @param credentials - by name.
 */
export function credentialsIn(where: string | Buffer, credentials: Record<string, string>): string[] {
  const needles = Object.entries(credentials).flatMap(([name, credential]) =>
    [credential, encodeURIComponent(credential)].flatMap((spelled) =>
      needlesOf(name, Buffer.from(spelled)).map(({ bytes }) => ({ what: name, bytes })),
    ),
  );
  const names = new Set(searcher(needles)(Buffer.from(where)).map(({ what }) => what));
  return Object.keys(credentials).filter((name) => names.has(name));
}

async function operations({ url }: At): Promise<Operation[]> {
  const { paths } = (await (await fetch(`${url}/v1/openapi.json`)).json()) as { paths: Record<string, object> };
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{.*?\}/g, ':') })),
  );
  const others = UNDOCUMENTED.flatMap((path) => [
    { method: 'GET', path },
    { method: 'POST', path },
  ]);
  return [...listed, ...others];
}

/**
 * Asks for every operation with credentials wherever somebody may put one.
 *
 * @param server - a running one.
 * @param credentials - good or bad.
 * @returns what was sent.
 */
export async function sendEverywhere(server: At, credentials: readonly string[]): Promise<string[]> {
  const sent: string[] = [];
  for (const operation of await operations(server)) {
    for (const [path, init] of requestsWith(credentials, operation)) {
      sent.push(`${path} ${JSON.stringify(init)}`);
      await (await fetch(server.url + path, init)).arrayBuffer();
    }
  }
  return sent;
}
