import { randomBytes } from 'node:crypto';
import { FACTORS } from './factors.ts';
import * as move from './moves.ts';
import { as, script } from './moves.ts';
import type { Outcome, World } from './world.ts';

/** Something that issues or takes a credential: what it is, what comes of it, and how it is done. */
type Step = [what: string, outcome: Outcome, run: (world: World) => Promise<Outcome>];

const NOTES = '{ allNotes { totalCount } }';
const WRITE = 'mutation ($title: String!) { createNote(input: { note: { title: $title } }) { note { title } } }';
const NOTE = 'query ($id: UUID!) { noteByWorkspaceIdAndId(workspaceId: $id, id: $id) { title } }';
const REGISTER = `select status from rowseal_private.register_with_password('x@leaks.test', null, row($1, $2, 19456, 2, 1))`;
const ENTER = 'select rowseal.enter_with_digest($1, $2, $3)';
const SCRIPT = { name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() };
const LONG = 'x'.repeat(100_000);

const PASSWORDS: Step[] = [
  ['registering', 202, (w) => move.register(w, w.ada.email, w.ada.password)],
  ['registering somebody else', 202, (w) => move.register(w, w.gus.email, w.gus.password)],
  ['registering an address that is taken', 202, (w) => move.register(w, w.ada.email, w.secrets.password())],
  ['registering what is no address', 400, (w) => move.register(w, 'nobody', w.secrets.password())],
  ['a field named like a password', 400, (w) => w.post('/v1/auth/register', { [w.secrets.password()]: 1 })],
  ['logging in', 200, (w) => move.logIn(w, w.ada)],
  ['logging in as somebody else', 200, (w) => move.logIn(w, w.gus)],
  ['a wrong password', 401, (w) => move.logIn(w, { ...w.ada, password: w.secrets.password() })],
  ['an address that nobody has', 401, (w) => move.logIn(w, { ...w.ada, email: 'nobody@leaks.test' })],
  ['a provider named like a password', 400, (w) => w.post('/v1/auth/token', { provider: w.ada.password })],
  ['a body that ends too early', 400, (w) => w.post('/v1/auth/token', `{"password":"${w.ada.password}`)],
  ['a body that is too large', 413, (w) => w.post('/v1/auth/token', { password: w.ada.password, more: LONG })],
  ['a password in a URL', 405, (w) => w.get(`/v1/auth/token?password=${w.ada.password}`)],
  ['a derived key that is too short', 'RS120', (w) => w.issue(REGISTER, [randomBytes(16), w.secrets.bytes(31)])],
  ['a derived key beside an error', '23514', (w) => move.openSession(w, w.ada, 'no list of scopes')],
];

const ACCESS_TOKENS: Step[] = [
  ['workspaces', 'ok', move.makeWorkspaces],
  ['an access token for REST', 200, (w) => w.get('/v1/me', as(w.ada))],
  ['an access token for GraphQL', 200, (w) => w.graphql(NOTES, as(w.ada))],
  ['a mutation', 200, (w) => w.graphql(WRITE, as(w.ada), { title: 'x' })],
  ['a mutation that fails', 'invalid_input', (w) => w.graphql(WRITE, as(w.ada), { title: '' })],
  ['a variable that is a token', 400, (w) => w.graphql(NOTE, as(w.ada), { id: w.ada.accessToken })],
  ['a workspace of others', 403, (w) => w.get('/v1/me', as(w.ada, 'globex'))],
  ['a workspace named like a token', 400, (w) => w.get('/v1/me', as(w.ada, w.ada.accessToken))],
  ['an altered signature', 401, (w) => w.get('/v1/me', { token: move.swap(w.ada.accessToken, -9) })],
  ['a token in the query string', 401, (w) => w.get(`/v1/me?access_token=${w.ada.accessToken}`)],
  ['a token in the path', 404, (w) => w.get(`/v1/somewhere/${w.ada.accessToken}`)],
  ['another scheme', 401, (w) => w.get('/v1/me', { headers: { authorization: `Token ${w.ada.accessToken}` } })],
  ['a token in a cookie', 401, (w) => w.get('/v1/me', { headers: { cookie: `token=${w.ada.accessToken}` } })],
  ['a statement that fails', '22012', (w) => w.ask(w.ada.accessToken, 'acme', 'select 1 / $1::int', [0])],
];

const PERSONAL_TOKENS: Step[] = [
  ['making a personal access token', 201, (w) => w.post('/v1/tokens', SCRIPT, as(w.ada))],
  ['making one in SQL', 'ok', (w) => move.makeToken(w, w.ada)],
  ['a personal access token for REST', 200, (w) => w.get('/v1/me', script(w.ada))],
  ['a personal access token for GraphQL', 200, (w) => w.graphql(NOTES, script(w.ada))],
  ['its mutation', 200, (w) => w.graphql(WRITE, script(w.ada), { title: 'x' })],
  ['its mutation that fails', 'invalid_input', (w) => w.graphql(WRITE, script(w.ada), { title: '' })],
  ['its statement that fails', '22012', (w) => w.ask(w.ada.personalToken, 'acme', 'select 1 / $1::int', [0])],
  ['another workspace than its own', 403, (w) => w.get('/v1/me', { ...script(w.ada), workspace: 'globex' })],
  ['a token that makes a token', 403, (w) => w.post('/v1/tokens', SCRIPT, script(w.ada))],
  ['one that is cut short', 401, (w) => w.get('/v1/me', { token: move.cut(w.ada.personalToken) })],
  ['one that is altered', 401, (w) => w.get('/v1/me', { token: move.swap(w.ada.personalToken, 60) })],
  ['a guess', 401, (w) => w.get('/v1/me', { token: move.guess('rsp_') })],
  ['a guess at the gateway', 'RS001', (w) => w.ask(move.guess('rsp_'), undefined, 'select 1')],
  ['a second entry', 'RS003', (w) => w.ask(w.ada.accessToken, 'acme', ENTER, move.argumentsOf(w.ada.personalToken))],
  ['renewing it', 'ok', (w) => move.renewToken(w, w.ada)],
  ['one for a network', 'ok', (w) => move.makeToken(w, w.ada, ['192.0.2.0/24'])],
  ['one from another network', 403, (w) => w.get('/v1/me', script(w.ada))],
];

const REFRESH_TOKENS: Step[] = [
  ['a refresh token', 'ok', (w) => move.openSession(w, w.ada)],
  ['its rotation', 'rotated', (w) => move.refresh(w, w.ada)],
  ['its repetition', 'retried', (w) => move.refresh(w, w.ada, w.ada.spentTokens.at(-1))],
  ['a rotation that waits in vain', '55P03', move.refreshInVain],
  ['another rotation', 'rotated', (w) => move.refresh(w, w.ada)],
  ['a rotation beside an error', '22P02', (w) => move.refreshFrom(w, w.ada, 'nowhere')],
  ['a refresh token that is cut short', 'invalid', (w) => move.refresh(w, w.ada, move.cut(w.ada.refreshToken))],
  ['a refresh token that is forged', 'invalid', (w) => move.refresh(w, w.ada, move.forge(w.ada.refreshToken))],
  ['a refresh token that is guessed', 'invalid', (w) => move.refresh(w, w.ada, move.guess('rsr_'))],
  ['one that was spent long ago', 'reused', (w) => move.refresh(w, w.ada, w.ada.spentTokens[0])],
  ['one whose session has ended', 'revoked', (w) => move.refresh(w, w.ada)],
];

/** Everything that issues or takes a credential, in this order. */
export const STEPS: Step[] = [...PASSWORDS, ...ACCESS_TOKENS, ...PERSONAL_TOKENS, ...REFRESH_TOKENS, ...FACTORS];
