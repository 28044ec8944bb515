/** A route, or a path that none serves. */
export interface Operation {
  method: string;
  /** With a colon where a parameter stands. */
  path: string;
}

type Sent = [path: string, init: RequestInit];

/**
 * Requests with credentials wherever somebody may put one: each as the bearer's, and one after the other in every other place.
 *
 * @param credentials - good or bad.
 * @param operation - what to ask for.
 */
export function* requestsWith(credentials: readonly string[], { method, path }: Operation): Generator<Sent> {
  const at = path.replace(':', '01a20bd8-1955-73aa-94a0-197ff9c5213f');
  for (const credential of credentials) {
    yield [at, { method, headers: { authorization: `Bearer ${inHeader(credential)}` } }];
  }
  let turn = 0;
  for (const place of [...URLS, ...HEADERS, ...(method === 'GET' ? [] : BODIES)]) {
    const [to, init] = place(credentials[turn++ % credentials.length] ?? '', path, at);
    yield [to, { method, ...init }];
  }
}

type Place = (credential: string, path: string, at: string) => Sent;

const inText = encodeURIComponent;
const inHeader = (credential: string) => credential.replaceAll(' ', '+');

const URLS: readonly Place[] = [
  (credential, path, at) => [
    path.includes(':') ? path.replace(':', inText(credential)) : `${at}/${inText(credential)}`,
    {},
  ],
  (credential, _, at) => [`${at}?token=${inText(credential)}&code=${inText(credential)}&x=${inText(credential)}`, {}],
];

const HEADERS: readonly Place[] = [
  ...['bearer  ', 'Basic ', '', 'Bearer;'].map(
    (scheme): Place =>
      (credential, _, at) => [at, { headers: { authorization: scheme + inHeader(credential) } }],
  ),
  (credential, _, at) => [
    at,
    {
      headers: {
        cookie: `__Host-Http-rowseal-refresh=${inHeader(credential)}; other=${inHeader(credential)}`,
        referer: `http://x/?${inText(credential)}`,
        'user-agent': inHeader(credential),
        'x-request-id': inHeader(credential),
        'x-rowseal-workspace': inHeader(credential),
      },
    },
  ],
];

const withBody =
  (type: string, content: (credential: string) => string): Place =>
  (credential, _, at) => [at, { headers: { 'content-type': type }, body: content(credential) }];

const withJson = (content: (credential: string) => object) =>
  withBody('application/json', (credential) => JSON.stringify(content(credential)));

const BODIES: readonly Place[] = [
  withJson((it) => ({ query: it, [it]: it, password: it, refresh_token: it, token: it })),
  withJson((password) => ({ provider: 'password', email: 'owner@acme.test', password })),
  withJson((it) => ({ query: `{ ${inHeader(it)}(a: "${it}") }`, variables: { [it]: 1 } })),
  withBody('application/json', (credential) => `{"password": "${credential}`),
  withBody('application/x-www-form-urlencoded', (it) =>
    new URLSearchParams({ password: it, token: it, code: it, client_secret: it }).toString(),
  ),
  (credential, _, at) => [
    at,
    { headers: { 'content-type': `text/${inHeader(credential).slice(0, 30)}` }, body: credential },
  ],
];

/**
 * What no route gets to see, with a credential in it.
 *
 * @param credential - good or bad.
 */
export function malformedRequests(credential: string): string[] {
  const rest = ' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';
  return [
    `GET /%zz${inText(credential)}${rest}\r\n`,
    `GET /v1/auth/sessions/${'x'.repeat(150)}${inText(credential)}${rest}\r\n`,
    `GET /healthz${rest}Authorization: Bearer ${credential}\0\r\n\r\n`,
    `GET /healthz${rest}X-Long: ${credential.repeat(20_000 / credential.length)}\r\n\r\n`,
    `${credential}\r\n\r\n`,
  ];
}
