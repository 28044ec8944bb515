import { randomUUID } from 'node:crypto';
import type { ProblemCode } from '#server/errors.ts';
import type { Operation } from './api-document.ts';
import { type ApiWorld, type Call, forged } from './api-world.ts';
import type { Answer } from './demo-app.ts';

/** Asks an operation for a problem. */
export type Provocation = (operation: Operation) => Promise<Answer>;

/**
 * How to meet problems that the caller brings about.
 *
 * @param world - to call operations in.
 * @returns `general`: whatever the operation, by code; `special`: by operation and code, where one has a problem in a way of its own.
 */
export function provocations(world: ApiWorld): {
  general: Partial<Record<ProblemCode, Provocation>>;
  special: Record<string, Provocation>;
} {
  const { db, request, call, logIn, createToken } = world;
  let networks = 1;

  const asking = (changed: Call): Provocation => {
    return async (operation) => call(operation, await request(operation, changed));
  };

  const bearing = (token: () => Promise<string>, more: Call = {}): Provocation => {
    return async (operation) => asking({ ...more, headers: { authorization: `Bearer ${await token()}` } })(operation);
  };

  /** Asks again and again, from a network of its own, until there is another answer than before. */
  const untilItChanges = (prepare: (remoteAddress: string) => Provocation | Promise<Provocation>): Provocation => {
    return async (operation) => {
      const ask = await prepare(`198.51.${networks++}.1`);
      const first = await ask(operation);
      for (let i = 0; i < 60; i++) {
        const answer = await ask(operation);
        if (answer.body.code !== first.body.code) return answer;
      }
      return first;
    };
  };

  const sessionToken = (more?: object) => async () => (await logIn(more)).accessToken;
  const personalToken = (more?: object) => async () => (await createToken(more)).token;
  const endedSession = async () => {
    const session = await logIn();
    await world.send({ method: 'POST', url: '/v1/auth/logout', payload: { refresh_token: session.refreshToken } });
    return session;
  };

  return {
    general: {
      invalid_input: (operation) =>
        asking(operation.body ? { body: 7 } : { headers: { 'x-rowseal-workspace': 'No Such Name' } })(operation),
      payload_too_large: asking({ body: { filler: 'x'.repeat(100_000) } }),
      unsupported_media_type: asking({ headers: { 'content-type': 'text/plain' } }),
      authentication_required: asking({ headers: { authorization: undefined } }),
      invalid_token: bearing(async () => 'nonsense'),
      session_ended: bearing(async () => (await endedSession()).accessToken),
      not_a_member: asking({ headers: { 'x-rowseal-workspace': 'initech' } }),
      workspace_mismatch: bearing(sessionToken({ workspace: 'globex' })),
      workspace_required: asking({ headers: { 'x-rowseal-workspace': undefined } }),
      insufficient_scope: bearing(sessionToken({ scope: 'notes:read' })),
      session_required: bearing(personalToken()),
      network_not_allowed: bearing(personalToken({ networks: ['192.0.2.0/24'] }), { remoteAddress: '203.0.113.1' }),
      origin_not_allowed: asking({ headers: { origin: 'https://elsewhere.test' } }),
      not_found: asking({ params: { id: randomUUID() } }),
      lifetime_not_allowed: asking({ body: { name: 'late', expires_at: '2001-01-01T00:00:00Z' } }),
      too_many_attempts: untilItChanges(async (remoteAddress) => {
        const token = forged((await createToken()).token);
        return bearing(async () => token, { remoteAddress });
      }),
    },
    special: {
      'register registration_closed': async (operation) => {
        await db.admin`update rowseal_private.settings set registration_open = false`;
        const answer = await asking({})(operation);
        await db.admin`update rowseal_private.settings set registration_open = true`;
        return answer;
      },
      'logIn invalid_credentials': asking({
        body: { provider: 'password', email: 'nobody@rowseal.test', password: 'x' },
      }),
      'logIn not_a_member': async (operation) => {
        const { body } = await request(operation);
        return call(operation, { body: { ...(body as object), workspace: 'initech' } });
      },
      'logIn too_many_attempts': untilItChanges((remoteAddress) =>
        asking({ remoteAddress, body: { provider: 'password', email: 'guessed@rowseal.test', password: 'x' } }),
      ),
      'refresh invalid_token': async (operation) =>
        call(operation, { body: { refresh_token: forged((await logIn()).refreshToken) } }),
      'refresh session_ended': async (operation) =>
        call(operation, { body: { refresh_token: (await endedSession()).refreshToken } }),
      'refresh too_many_attempts': untilItChanges(async (remoteAddress) => {
        const token = forged((await logIn()).refreshToken);
        return asking({ remoteAddress, body: { refresh_token: token } });
      }),
      'changePassword invalid_credentials': asking({
        body: { current_password: 'another', new_password: 'long enough to be one' },
      }),
      'rotateToken lifetime_not_allowed': asking({ body: { expires_at: '2001-01-01T00:00:00Z' } }),
    },
  };
}
