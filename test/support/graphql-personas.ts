import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import type { AppOptions } from '#server/app.ts';
import { digestOf } from '#server/credentials/token-format.ts';
import { tokensOf } from './api-oauth.ts';
import type { FreshDatabase } from './database.ts';
import { demoApp, PUBLIC_URL } from './demo-app.ts';
import { sealAll } from './events.ts';
import { invitationLink } from './invitation-links.ts';
import { publicClient, type TestClient } from './oauth-client.ts';
import { rowOf } from './refresh-tokens.ts';
import { createService } from './services.ts';
import { spareWebhook } from './spare-webhook.ts';

/** Who asks. Those of one person are apart by their credential. */
export const PERSONAS = [
  'nobody',
  'viewer',
  'member',
  'admin',
  'elsewhere',
  'disabled',
  'removed',
  'limited session',
  'PAT',
  'grant',
  'service',
  'owner',
] as const;

/** One of {@link PERSONAS}. */
export type Persona = (typeof PERSONAS)[number];

const ADDRESSES: Partial<Record<Persona, string>> = {
  viewer: 'viewer@acme.test',
  member: 'member@acme.test',
  admin: 'admin@acme.test',
  elsewhere: 'elsewhere@globex.test',
  disabled: 'disabled@acme.test',
  removed: 'removed@acme.test',
};
const OWNER = 'owner@acme.test';
/** The one scope of every limited credential. */
const ONE_SCOPE = 'members:read';
/** Somebody in acme who asks nothing. */
export const TARGET = 'target@acme.test';
/** When tokens end. */
export const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** What a persona is told of one field or mutation. */
export type Outcome = string;

/** A server with every persona, who ask in acme. */
export type PersonaWorld = Awaited<ReturnType<typeof personaWorld>>;

/**
 * Opens it, closed after the test file.
 *
 * @param options - of the server.
 * @param given - its database, with the demo's people; left out: a fresh one.
 */
export async function personaWorld(options: Partial<AppOptions> = {}, given?: FreshDatabase) {
  const demo = await demoApp(options, undefined, given);
  const { db, send } = demo;
  const { admin } = db;
  await admin`update rowseal_private.settings set workspaces_per_user = 1000`;
  await admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
  for (const [email, workspace, role] of [
    ['admin@acme.test', 'acme', 'admin'],
    ['elsewhere@globex.test', 'globex', 'member'],
    ['disabled@acme.test', 'acme', 'owner'],
    ['removed@acme.test', 'acme', 'owner'],
    [TARGET, 'acme', 'member'],
  ] as const)
    await joined(admin, email, workspace, role);
  const client = await publicClient(admin, 'Calendar', 'https://client.test/callback');
  const tokens = new Map<Persona, string>();
  for (const [persona, email] of Object.entries(ADDRESSES)) tokens.set(persona as Persona, await demo.token(email));
  const { body: login } = await demo.logIn(OWNER, { transport: 'body' });
  tokens.set('owner', login.access_token);
  tokens.set('limited session', await demo.token(OWNER, { scope: ONE_SCOPE }));
  tokens.set('grant', await granted(demo, client, login.refresh_token));
  tokens.set('service', (await createService(admin, 'acme')).token);
  const webhook = await spareWebhook(admin);
  await admin`
    insert into rowseal_private.webhook_deliveries (workspace_id, webhook_id, event_id, event_at, kind)
    select workspace_id, id, rowseal.uuidv7(), now(), 'member_added'
      from rowseal_private.webhooks where id = ${webhook}`;
  const pat = (name: string, more: object = {}) =>
    send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { authorization: `Bearer ${login.access_token}`, 'x-rowseal-workspace': 'acme' },
      payload: { name, expires_at: tomorrow(), ...more },
    });
  tokens.set('PAT', (await pat('one scope', { scope: ONE_SCOPE })).body.token);
  await admin`
    insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
    select workspace_id, 'invited@' || split_part(email, '@', 2), 'viewer', user_id, now() + interval '1 day'
      from rowseal.memberships join rowseal.users on users.id = user_id where role = 'owner' and email like 'owner@%'`;
  await invitationLink(admin, { workspace: 'acme', domain: 'acme.test', uses: 3 });
  await admin`update rowseal.users set disabled_at = now() where email = 'disabled@acme.test'`;
  await admin`delete from rowseal.memberships using rowseal.users where users.id = user_id and email = 'removed@acme.test'`;

  await sealAll(admin);
  const roles = await admin<{ workspace_id: string; user_id: string; role: string }[]>`
    select workspace_id, user_id, role from rowseal.memberships join rowseal.workspaces on workspaces.id = workspace_id
     where slug = 'acme'`;

  const ask = async (persona: Persona, query: string, variables: Record<string, unknown> = {}, workspace = 'acme') => {
    const token = tokens.get(persona);
    return demo.graphql(query, { ...(token === undefined ? {} : { token }), workspace, variables });
  };
  return { ...demo, admin, roles, tokens, ask, emailOf: (persona: Persona) => ADDRESSES[persona] ?? OWNER };
}

/** Somebody with the password of the demo, whose address is verified, in a workspace. */
async function joined(admin: postgres.Sql, email: string, workspace: string, role: string): Promise<void> {
  await admin`
    with made as (
      insert into rowseal.users (email, name, email_verified_at) values (${email}, ${email.split('@')[0] ?? ''}, now()) returning id
    ), identity as (
      insert into rowseal_private.identities (user_id, provider, subject_hash, subject)
      select id, 'password', rowseal_private.text_hash(${email}), ${email} from made
    ), password as (
      insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
      select made.id, salt, verifier, memory_kib, iterations, parallelism
        from made, rowseal_private.passwords join rowseal.users on users.id = user_id and email = ${OWNER}
    )
    insert into rowseal.memberships (workspace_id, user_id, role)
    select workspaces.id, made.id, ${role} from made, rowseal.workspaces where slug = ${workspace}`;
}

/** The access token of a grant in acme with one scope, unless a test says another. */
export async function granted(
  { db, send }: Pick<Awaited<ReturnType<typeof demoApp>>, 'db' | 'send'>,
  client: TestClient,
  refreshToken: string,
  scope = ONE_SCOPE,
) {
  const browser = digestOf(randomBytes(32));
  const request = Object.fromEntries(new URL(client.authorize({ scope }), PUBLIC_URL).searchParams);
  const [begun] = await db.admin`
    select request_id from rowseal_private.begin_authorization(${db.admin.json(request)}, ${PUBLIC_URL}, ${browser})`;
  const [answered] = await db.admin`
    select code from rowseal.workspaces, rowseal_private.answer_authorization(
             ${begun?.['request_id']}, ${browser}, ${rowOf(refreshToken)}, true, workspaces.id)
     where slug = 'acme'`;
  const form = {
    grant_type: 'authorization_code',
    client_id: client.id,
    code: answered?.['code'],
    redirect_uri: client.redirectUri,
    code_verifier: client.verifier,
  };
  const answer = await send({
    method: 'POST',
    url: '/v1/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
  return tokensOf(answer).accessToken;
}
