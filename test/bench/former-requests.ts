import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** The password of the demo's accounts. */
const PASSWORD = 'correct horse battery staple';
const NOTES = '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }';
const WRITE = 'mutation { createNote(input: {note: {title: "measured"}}) { note { title } } }';
/** Sessions that a request goes round. */
const SESSIONS = 16;

/** One kind of request, and what it may cost beside the former. */
export interface Kind {
  label: string;
  atMost: number;
  /** How many in a slice. */
  amount: number;
  send(): Promise<void>;
}

/** What is neither a page nor needs anything but a keep-alive connection: enough for load, and little of this process's time. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error for any status but the one that is expected. */
  send(
    method: string,
    path: string,
    { body, headers, expected = 200 }: { body?: unknown; headers?: Record<string, string>; expected?: number } = {},
    // biome-ignore lint/suspicious/noExplicitAny: whatever the server says.
  ): Promise<any> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const typed =
      sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) };
    request(`${this.#url}${path}`, { method, agent: this.#agent, headers: { ...typed, ...headers } }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === expected) resolve(answer.startsWith('{') ? JSON.parse(answer) : undefined);
        else reject(new Error(`${method} ${path} was answered with ${response.statusCode}: ${answer.slice(0, 300)}`));
      }, reject);
    })
      .once('error', reject)
      .end(sent);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/**
 * The requests to compare, sent to a server that has the demo.
 *
 * @param client - of that server.
 */
export async function kindsOf(client: Client): Promise<Kind[]> {
  const logIn = () =>
    client.send('POST', '/v1/auth/token', {
      body: { provider: 'password', transport: 'body', email: 'owner@acme.test', password: PASSWORD },
    });
  const sessions = [];
  for (let n = 0; n < SESSIONS; n++) sessions.push(await logIn());
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const headersOf = sessions.map(({ access_token }) => ({ ...bearer(access_token), 'x-rowseal-workspace': 'acme' }));
  const refreshTokens: string[] = sessions.map(({ refresh_token }) => refresh_token);
  const minted = await client.send('POST', '/v1/tokens', {
    body: { name: 'bench', expires_at: new Date(Date.now() + 86_400_000) },
    headers: headersOf[0] ?? {},
    expected: 201,
  });
  let turn = 0;
  const session = () => headersOf[turn++ % SESSIONS] ?? {};
  const get = (path: string) => async () => void (await client.send('GET', path));
  const graphql = async (query: string, headers: Record<string, string>) => {
    const { errors } = await client.send('POST', '/graphql', { body: { query }, headers });
    if (errors) throw new Error(JSON.stringify(errors));
  };
  return [
    { label: 'liveness', atMost: 1.05, amount: 1500, send: get('/healthz') },
    { label: 'published keys', atMost: 1.05, amount: 1500, send: get('/v1/jwks.json') },
    { label: 'login', atMost: 1.05, amount: 20, send: async () => void (await logIn()) },
    {
      label: 'refresh',
      atMost: 1.05,
      amount: 500,
      send: async () => {
        const refresh_token = refreshTokens.shift();
        const answer = await client.send('POST', '/v1/auth/refresh', { body: { refresh_token } });
        refreshTokens.push(answer.refresh_token);
      },
    },
    {
      label: '/v1/me',
      atMost: 1.2,
      amount: 700,
      send: async () => void (await client.send('GET', '/v1/me', { headers: session() })),
    },
    { label: 'GraphQL read', atMost: 1.2, amount: 700, send: () => graphql(NOTES, session()) },
    { label: 'GraphQL read by token', atMost: 1.2, amount: 700, send: () => graphql(NOTES, bearer(minted.token)) },
    { label: 'GraphQL write', atMost: 1.2, amount: 500, send: () => graphql(WRITE, session()) },
  ];
}
