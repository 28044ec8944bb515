// A client as others would write it: compiled against the types that the document gives, and run against a server.
import createClient from 'openapi-fetch';
import type { paths } from 'rowseal/openapi';

const [baseUrl = '', email = '', password = ''] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl });

/** The data of an answer, or an end with the problem's code. */
function data<T>(answer: { data?: T; error?: { code: string; detail?: string } }): T {
  if (answer.data === undefined) throw new Error(`${answer.error?.code}: ${answer.error?.detail}`);
  return answer.data;
}

const session = data(
  await api.POST('/v1/auth/token', { body: { provider: 'password', email, password, transport: 'body' } }),
);
const headers = { authorization: `Bearer ${session.access_token}` };
const inAcme = { header: { 'X-Rowseal-Workspace': 'acme' } };

const me = data(await api.GET('/v1/me', { headers, params: inAcme }));
const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
const made = data(
  await api.POST('/v1/tokens', {
    headers,
    params: inAcme,
    body: { name: 'script', expires_at: tomorrow, scope: 'notes:read' },
  }),
);
const script = data(await api.GET('/v1/me', { headers: { authorization: `Bearer ${made.token}` } }));
const { tokens } = data(await api.GET('/v1/tokens', { headers, params: inAcme }));
const revoked = await api.DELETE('/v1/tokens/{id}', { headers, params: { ...inAcme, path: { id: made.id } } });

if (session.refresh_token === undefined) throw new Error('the transport is the body, and there is no refresh token');
const next = data(await api.POST('/v1/auth/refresh', { body: { refresh_token: session.refresh_token } }));
const ended = await api.POST('/v1/auth/logout', {
  body: next.refresh_token === undefined ? {} : { refresh_token: next.refresh_token },
});

const after = await api.GET('/v1/me', { headers: { authorization: `Bearer ${next.access_token}` } });
if (after.data) throw new Error('the session has ended, and serves on');
// By the status and the code that this answer can have, the compiler knows which problems there are.
const isOver = after.error.status === 401 && after.error.code === 'session_ended';

console.log(
  JSON.stringify({
    email: me.user?.email,
    role: me.workspace?.role,
    script: script.workspace?.scopes,
    lastFour: tokens.find(({ id }) => id === made.id)?.last_four === made.token.slice(-4),
    revoked: revoked.response.status,
    rotated: next.access_token !== session.access_token,
    ended: ended.response.status,
    isOver,
  }),
);
