import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { publishedBy } from '#server/adapters/credentials.ts';
import { openWorkspaces } from '#server/adapters/pg.ts';
import { type OAuthClient, oauthClient } from '#test/support/api-oauth.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { type Asked, type Caller, codeOf } from './caller.ts';
import { revokeUnderUse } from './revoking.ts';
import { Session } from './session.ts';

/**
 * An OAuth client at work: it has somebody's consent, refreshes, asks about its tokens and about the person, and gives the grant back.
 *
 * @param caller - sends.
 * @param admin - of the database: people consent there, not in a browser.
 * @param isOver - asked before each request.
 */
export async function useOAuth(caller: Caller, admin: postgres.Sql, isOver: () => boolean): Promise<void> {
  const client = await oauthClient(admin);
  while (!isOver()) await useGrant(caller, client, await consented(caller, client), isOver);
}

const TOKEN = '/v1/oauth/token';

/** A grant that somebody has just made. */
async function consented(caller: Caller, client: OAuthClient) {
  const headers = { authorization: client.authorization };
  for (;;) {
    const person = await Session.logIn(caller, 'member@acme.test', 'body');
    const form = await client.redemption(person.refresh).catch(() => undefined);
    if (!form) continue; // the database was away
    const asked = { method: 'POST', path: TOKEN, headers, body: new URLSearchParams(form) };
    const outcome = await caller.once('POST /v1/oauth/token, code', asked);
    // A code works once: where its answer was lost, another is asked for.
    if (caller.expect('redeem a code', outcome, 200) && outcome.kind === 'answered')
      return { person, access: outcome.body.access_token as string, refresh: outcome.body.refresh_token as string };
  }
}

async function useGrant(
  caller: Caller,
  client: OAuthClient,
  grant: Awaited<ReturnType<typeof consented>>,
  isOver: () => boolean,
): Promise<void> {
  const headers = { authorization: client.authorization };
  const form = (path: string, fields: Record<string, string>): Asked => ({
    method: 'POST',
    path,
    headers,
    body: new URLSearchParams(fields),
  });
  for (let n = 0; n < 60 && !isOver(); n++) {
    const began = performance.now();
    const renewed = await caller.answered(
      'POST /v1/oauth/token, refresh',
      form(TOKEN, { grant_type: 'refresh_token', refresh_token: grant.refresh }),
    );
    if (!caller.expect('refresh a grant', renewed, 200)) return;
    Object.assign(grant, { access: renewed.body.access_token, refresh: renewed.body.refresh_token });
    const inspected = await caller.once(
      'POST /v1/oauth/introspect',
      form('/v1/oauth/introspect', { token: grant.access }),
    );
    if (caller.expect('introspect', inspected, 200) && inspected.kind === 'answered' && !inspected.body.active)
      caller.ledger.complain('a grant that lives was not active');
    const bearer = { authorization: `Bearer ${grant.access}` };
    caller.expect(
      'userinfo',
      await caller.once('GET /v1/oauth/userinfo', { path: '/v1/oauth/userinfo', headers: bearer }),
      200,
    );
    await sleep(30 + Math.random() * 60);
    if (performance.now() - began > 7_000) break; // the one long retry of the day may be used up
  }
  const bearer = { authorization: `Bearer ${grant.access}` };
  const uses = [{ path: '/v1/oauth/userinfo', headers: bearer }, form('/v1/oauth/introspect', { token: grant.access })];
  await revokeUnderUse(caller, 'a grant', uses, async () => {
    const answer = await caller.answered('POST /v1/oauth/revoke', form('/v1/oauth/revoke', { token: grant.refresh }));
    caller.expect('revoke a grant', answer, 200);
    return answer;
  });
  caller.ledger.ended.push(grant.access);
  caller.expect('log out', await grant.person.logOut(), 204);
}

/**
 * An application at work: statements of its own as its caller, over the gateway.
 *
 * @param caller - keeps the ledger.
 * @param databaseUrl - of the gateway, through the pooler.
 * @param isOver - asked before each transaction.
 */
export async function useWorkspaces(caller: Caller, databaseUrl: string, isOver: () => boolean): Promise<void> {
  const { ledger, troubles, balancer } = caller;
  const keys = publishedBy(PUBLIC_URL, (_, options) =>
    fetch(`${balancer.pick().url}/v1/jwks.json`, options as RequestInit),
  );
  const workspaces = openWorkspaces({ databaseUrl, issuer: PUBLIC_URL, keys, max: 2 });
  const session = await Session.logIn(caller, 'member@acme.test', 'body');
  try {
    for (let n = 1; !isOver(); n++) {
      if (n % 500 === 0) await session.renew();
      const title = crypto.randomUUID();
      const began = performance.now();
      try {
        await workspaces.withWorkspace(session.access, 'acme', async (client) => {
          await client.query('select title from app.notes order by created_at desc limit 20');
          if (n % 4 === 0) await client.query('insert into app.notes (title) values ($1)', [title]);
        });
        const ended = performance.now();
        ledger.took('withWorkspace', ended - began, troubles.isCalm(began, ended));
        if (n % 4 === 0) ledger.notes.set(title, 'made');
      } catch (error) {
        if (n % 4 === 0) ledger.notes.set(title, 'not made');
        if (!troubles.explains('database', began, performance.now()))
          ledger.complain(`withWorkspace: ${codeOf(error)}`);
        else ledger.count(`withWorkspace: ${codeOf(error)}`);
      }
      await sleep(20 + Math.random() * 40);
    }
  } finally {
    await workspaces.close();
  }
}
