import { randomUUID } from 'node:crypto';
import type { ErrorCode, Operation } from './api-document.ts';
import { type ApiWorld, CALLER, type Call, forged, OTHER, PASSWORD, RULES } from './api-world.ts';
import { type Answer, serverOn } from './demo-app.ts';

/** HTTP Basic of a client that nobody knows. */
const STRANGER = { authorization: `Basic ${Buffer.from('app_nobody:x').toString('base64')}` };

/** Asks an operation for an error. */
export type Provocation = (operation: Operation) => Promise<Answer>;

/**
 * How to meet errors that the caller brings about.
 *
 * @param world - to call operations in.
 * @returns `general`: whatever the operation, by code; `special`: by operation and code, where one has an error in a way of its own, and by status and
 * code, where one code has two statuses.
 */
export async function provocations(world: ApiWorld): Promise<{
  general: Partial<Record<ErrorCode, Provocation>>;
  special: Record<string, Provocation>;
}> {
  const { db, request, call, logIn, createToken, proof, invitation, grant } = world;
  const limited = await serverOn(db, { rateLimit: 1 });
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
        if (answer.status !== first.status) return answer;
      }
      return first;
    };
  };

  /** Asks where the one request a minute that is allowed was spent on nothing. */
  const askingLate = async (operation: Operation, given: Call = {}) => {
    const remoteAddress = `203.0.${networks++}.1`;
    const late = await request(operation, { remoteAddress, ...given });
    await limited.send({ url: '/nothing', remoteAddress });
    return call(operation, late, limited.send);
  };

  /** Asks while the installation has other settings. */
  const changing = (settings: Record<string, string | number | boolean>): Provocation => {
    return async (operation) => {
      const [before] = await db.admin`select ${db.admin(Object.keys(settings))} from rowseal_private.settings`;
      await db.admin`update rowseal_private.settings set ${db.admin(settings)}`;
      const answer = await asking({})(operation);
      await db.admin`update rowseal_private.settings set ${db.admin(before as typeof settings)}`;
      return answer;
    };
  };

  const idOf = async (email: string): Promise<string> =>
    (await db.admin`select id from rowseal.users where email = ${email}`)[0]?.['id'];

  /** Asks about the caller themselves, in a workspace that has no other owner. */
  const alone = (more: Call): Provocation => {
    return async (operation) => {
      const id = await idOf(CALLER);
      await db.admin`
        with made as (
          insert into rowseal.workspaces (slug, name) values ('alone', 'Alone') on conflict do nothing returning id
        )
        insert into rowseal.memberships (workspace_id, user_id, role) select made.id, ${id}, 'owner' from made`;
      return asking({ ...more, params: { id }, headers: { 'x-rowseal-workspace': 'alone' } })(operation);
    };
  };

  const sessionToken = (more?: object) => async () => (await logIn(more)).accessToken;
  const personalToken = (more?: object) => async () => (await createToken(more)).token;
  const endedSession = async () => {
    const session = await logIn();
    await world.send({ method: 'POST', url: '/v1/auth/logout', payload: { refresh_token: session.refreshToken } });
    return session;
  };

  /** Presents a proof that is not authentic. */
  const worthless = async (remoteAddress: string): Promise<Provocation> => {
    const token = forged(await proof('verify_email'));
    return (operation) => {
      const more = operation.id === 'resetPassword' ? { password: PASSWORD } : {};
      return call(operation, { remoteAddress, body: { token, ...more } });
    };
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
      workspace_deleted: async (operation) =>
        asking({ headers: { 'x-rowseal-workspace': await world.ownWorkspace('1 day') } })(operation),
      session_too_old: async (operation) => {
        const workspace = await world.ownWorkspace();
        await db.admin`update rowseal.workspaces set longest_session_age = '1 hour' where id = ${workspace}`;
        const token = (await logIn()).accessToken;
        await db.admin`update rowseal_private.sessions set created_at = now() - interval '2 hours' where client_id is null`;
        const headers = { authorization: `Bearer ${token}`, 'x-rowseal-workspace': workspace };
        return asking({ headers })(operation);
      },
      not_a_member: asking({ headers: { 'x-rowseal-workspace': 'initech' } }),
      workspace_mismatch: bearing(sessionToken({ workspace: 'globex' })),
      workspace_required: asking({ headers: { 'x-rowseal-workspace': undefined } }),
      insufficient_scope: bearing(sessionToken({ scope: 'notes:read' })),
      session_required: bearing(personalToken()),
      network_not_allowed: bearing(personalToken({ networks: ['192.0.2.0/24'] }), { remoteAddress: '203.0.113.1' }),
      origin_not_allowed: asking({ headers: { origin: 'https://elsewhere.test' } }),
      not_found: asking({ params: { id: randomUUID() } }),
      lifetime_not_allowed: asking({ body: { name: 'late', expires_at: '2001-01-01T00:00:00Z' } }),
      invalid_request: (operation) =>
        asking(operation.body ? { body: operation.body.type === 'application/json' ? 7 : {} } : {})(operation),
      invalid_client: asking({ headers: STRANGER }),
      too_many_attempts: async (operation) => {
        if (!operation.bearer) return askingLate(operation);
        const token = forged((await createToken()).token);
        return untilItChanges((remoteAddress) => bearing(async () => token, { remoteAddress }))(operation);
      },
    },
    special: {
      'postUserinfo invalid_input': asking({ headers: { 'x-rowseal-workspace': 'No Such Name' } }),
      'register registration_closed': changing({ registration_open: false }),
      'register password_too_common': asking({ body: { email: 'ada@rowseal.test', password: 'passwordpassword' } }),
      'register too_many_attempts': untilItChanges((remoteAddress) => asking({ remoteAddress })),
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
      // A genuine one is served.
      'logOut too_many_attempts': async (operation) =>
        askingLate(operation, { body: { refresh_token: forged((await logIn()).refreshToken) } }),
      'changePassword password_too_common': asking({
        body: { current_password: PASSWORD, new_password: 'passwordpassword' },
      }),
      'changePassword invalid_credentials': asking({
        body: { current_password: 'another', new_password: 'long enough to be one' },
      }),
      'requestPasswordReset too_many_attempts': untilItChanges((remoteAddress) => asking({ remoteAddress })),
      'resetPassword invalid_proof': async (operation) => (await worthless('192.0.2.1'))(operation),
      'resetPassword password_too_common': async (operation) =>
        call(operation, { body: { token: await proof('reset_password'), password: OTHER } }),
      'resetPassword too_many_attempts': untilItChanges(worthless),
      'verifyEmail invalid_proof': async (operation) => (await worthless('192.0.2.1'))(operation),
      'verifyEmail too_many_attempts': untilItChanges(worthless),
      'inviteMember not_found': asking({ body: { email: 'ada@rowseal.test', role: 'emperor' } }),
      'inviteMembers not_found': asking({ body: { emails: ['ada@rowseal.test'], role: 'emperor' } }),
      'inviteMember conflict': asking({ body: { email: CALLER, role: 'member' } }),
      'acceptInvitation invalid_proof': async (operation) =>
        call(operation, { body: { token: forged(await invitation(CALLER)) } }),
      'acceptInvitation invitation_for_another': async (operation) =>
        call(operation, { body: { token: await invitation(OTHER) } }),
      'acceptInvitation conflict': async (operation) =>
        call(operation, { body: { token: await invitation(CALLER, CALLER) } }),
      'createWorkspace workspace_creation_closed': changing({ workspace_creation: 'nobody' }),
      'createWorkspace too_many_workspaces': changing({ workspaces_per_user: 0 }),
      'createWorkspace slug_taken': asking({ body: { slug: 'acme', name: 'Another' } }),
      'createWorkspace address_not_verified': async (operation) => {
        await db.admin`update rowseal.users set email_verified_at = null where email = ${CALLER}`;
        const answer = await asking({})(operation);
        await db.admin`update rowseal.users set email_verified_at = now() where email = ${CALLER}`;
        return answer;
      },
      'inviteMember address_not_allowed': async (operation) => {
        await db.admin`update rowseal.workspaces set email_domains = '{acme.test}' where slug = 'acme'`;
        const answer = await asking({})(operation);
        await db.admin`update rowseal.workspaces set email_domains = null where slug = 'acme'`;
        return answer;
      },
      'deleteWorkspace insufficient_scope': asking({ headers: { 'x-rowseal-workspace': 'globex' } }),
      'setWorkspaceSettings shuts_you_out': asking({ body: { ...RULES, networks: ['192.0.2.0/24'] } }),
      'changeWorkspace slug_taken': asking({ body: { slug: 'globex' } }),
      'changeMemberRole not_found': asking({ params: { id: randomUUID() }, body: { role: 'viewer' } }),
      'changeMemberRole last_owner': alone({ body: { role: 'viewer' } }),
      'removeMember last_owner': alone({}),
      'registerClient access_denied': changing({ client_registration_open: false }),
      'registerClient invalid_redirect_uri': asking({ body: { redirect_uris: ['nonsense'] } }),
      'registerClient invalid_client_metadata': asking({
        body: { redirect_uris: ['https://client.test/'], token_endpoint_auth_method: 'magic' },
      }),
      '429 invalid_request': async (operation) => {
        if (operation.id !== 'registerClient') return askingLate(operation);
        return untilItChanges((remoteAddress) => asking({ remoteAddress }))(operation);
      },
      '429 invalid_client': untilItChanges((remoteAddress) => asking({ remoteAddress, headers: STRANGER })),
      'exchangeGrant invalid_grant': asking({
        body: { grant_type: 'authorization_code', code: 'nonsense', code_verifier: 'nonsense' },
      }),
      'exchangeGrant unsupported_grant_type': asking({ body: { grant_type: 'password' } }),
      'exchangeGrant invalid_target': async (operation) => {
        const { refreshToken } = await grant();
        const resource = 'https://elsewhere.test/';
        return asking({ body: { grant_type: 'refresh_token', refresh_token: refreshToken, resource } })(operation);
      },
      'exchangeGrant invalid_scope': async (operation) => {
        const { refreshToken } = await grant();
        const scope = 'openid notes:write';
        return asking({ body: { grant_type: 'refresh_token', refresh_token: refreshToken, scope } })(operation);
      },
      'startProviderLogin not_found': asking({ params: { provider: 'x'.repeat(101) } }),
      'finishProviderLogin not_found': asking({ params: { provider: 'x'.repeat(101) } }),
      'rotateToken lifetime_not_allowed': asking({ body: { expires_at: '2001-01-01T00:00:00Z' } }),
    },
  };
}
