import { createHash, randomUUID } from 'node:crypto';
import { deriveKey } from '#server/credentials/password-derivation.ts';
import type { PasswordParameters } from '#server/database/password-functions.ts';
import type { ErrorCode, Operation } from './api-document.ts';
import { type ApiWorld, CALLER, type Call, forged, OTHER, PASSWORD, RULES, sessionOf } from './api-world.ts';
import { authenticator } from './authenticator.ts';
import { type Answer, PUBLIC_URL, serverOn } from './demo-app.ts';
import { whileHooksRefuse } from './refusing-hook.ts';

/** HTTP Basic of a client that nobody knows. */
const ROBOT = { robot: 'yes' };
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

  /**
   * Asks again and again, from a network of its own, until there is another answer than before. Two attempts are free meanwhile, but of
   * what requests are prepared with (apiWorld gives that a thousand). */
  const untilItChanges = (prepare: (remoteAddress: string) => Provocation | Promise<Provocation>): Provocation => {
    return async (operation) => {
      const ask = await prepare(`198.51.${networks++}.1`);
      const usual = await db.admin`
        update rowseal_private.throttle_limits set free_attempts = 2 where free_attempts between 3 and 999
        returning kind, (select free_attempts from rowseal_private.throttle_limits as before where before.kind = throttle_limits.kind)`;
      try {
        const first = await ask(operation);
        for (let i = 0; i < 60; i++) {
          const answer = await ask(operation);
          if (answer.status !== first.status) return answer;
        }
        return first;
      } finally {
        await db.admin`
          update rowseal_private.throttle_limits as throttle set free_attempts = (usual.row ->> 'free_attempts')::int
            from jsonb_array_elements(${db.admin.json(usual as never)}) as usual (row) where throttle.kind = usual.row ->> 'kind'`;
      }
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
  const changing = (settings: Record<string, string | number | boolean>, given: Call = {}): Provocation => {
    return async (operation) => {
      const [before] = await db.admin`select ${db.admin(Object.keys(settings))} from rowseal_private.settings`;
      await db.admin`update rowseal_private.settings set ${db.admin(settings)}`;
      const answer = await asking(given)(operation);
      await db.admin`update rowseal_private.settings set ${db.admin(before as typeof settings)}`;
      return answer;
    };
  };

  /** The answer of a passkey to something that nobody was asked. */
  const answered = async () => {
    const answer = authenticator(PUBLIC_URL).get({ challenge: 'x', rpId: 'localhost' });
    return { provider: 'passkey', answer, browser_secret: Buffer.alloc(32).toString('base64url') };
  };

  const idOf = async (email: string): Promise<string> =>
    (await db.admin`select id from rowseal.users where email = ${email}`)[0]?.['id'];

  const createRole = world.operations.find(({ id }) => id === 'createRole');
  const roles = async (more: Call) => createRole && call(createRole, more);

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
  /** Of a session whose proofs are old. */
  const staleToken = async () => {
    const { accessToken } = await logIn();
    const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    await db.admin`
      update rowseal_private.session_proofs set proved_at = now() - interval '1 hour' where session_id = ${sid}`;
    return accessToken;
  };
  const endedSession = async () => {
    const session = await logIn();
    await world.send({ method: 'POST', url: '/v1/auth/logout', payload: { refresh_token: session.refreshToken } });
    return session;
  };

  const as = (token: string) => ({ authorization: `Bearer ${token}`, 'x-rowseal-workspace': undefined });

  /** Presents a proof that is not authentic. */
  const worthless = async (remoteAddress: string): Promise<Provocation> => {
    const token = forged(await proof('verify_email'));
    return (operation) => {
      const more = ['resetPassword', 'restoreEmail'].includes(operation.id) ? { password: PASSWORD } : {};
      return call(operation, { remoteAddress, body: { token, ...more } });
    };
  };

  /** Asks while the caller has an authenticator app, which no session of theirs has shown. */
  const withFactor = (given: Call): Provocation => {
    return async (operation) => {
      const asked = await request(operation, given);
      await db.admin`
        insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
        select id, rowseal.uuidv7(), 'a.b.c.d.e', now() from rowseal.users where email = ${CALLER}`;
      const answer = await call(operation, asked);
      await db.admin`delete from rowseal_private.totp_factors where user_id = ${await idOf(CALLER)}`;
      return answer;
    };
  };
  /** The headers of a new session of the caller in a workspace that asks for two factors. */
  const unproved = async () => {
    const workspace = await world.ownWorkspace();
    await db.admin`
      update rowseal.workspaces set required_assurance = 2, assurance_grace = '0' where id = ${workspace}`;
    return { authorization: `Bearer ${await sessionToken()()}`, 'x-rowseal-workspace': workspace };
  };
  /** The same by a personal access token of a workspace that asks later. */
  const byToken = async () => {
    const { token } = await createToken();
    return { authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' };
  };
  const TWO = { required_assurance: 2, grace_seconds: 7_776_000 };
  /** Asks while acme has a policy that nobody has to meet yet. */
  const policed = (ask: Provocation): Provocation => {
    return async (operation) => {
      await db.admin`
        update rowseal.workspaces set required_assurance = 2, assurance_grace = '90 days' where slug = 'acme'`;
      const answer = await ask(operation);
      await db.admin`update rowseal.workspaces set required_assurance = null where slug = 'acme'`;
      return answer;
    };
  };

  return {
    general: {
      assurance_required: async (operation) => withFactor({ headers: await unproved() })(operation),
      second_factor_missing: async (operation) => asking({ headers: await unproved() })(operation),
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
        const session = await logIn();
        await db.admin`
          update rowseal_private.sessions set created_at = now() - interval '2 hours' where id = ${sessionOf(session)}`;
        const headers = { authorization: `Bearer ${session.accessToken}`, 'x-rowseal-workspace': workspace };
        return asking({ headers })(operation);
      },
      insufficient_user_authentication: bearing(staleToken),
      not_a_member: asking({ headers: { 'x-rowseal-workspace': 'initech' } }),
      workspace_mismatch: bearing(sessionToken({ workspace: 'globex' })),
      workspace_required: asking({ headers: { 'x-rowseal-workspace': undefined } }),
      insufficient_scope: bearing(sessionToken({ scope: 'notes:read' })),
      session_required: bearing(personalToken()),
      precondition_failed: asking({ headers: { 'if-match': '"another"' } }),
      already_done: async (operation) => {
        const asked = await request(operation, { headers: { 'idempotency-key': randomUUID() } });
        await call(operation, asked);
        return call(operation, asked);
      },
      idempotency_key_reused: async (operation) => {
        const headers = { 'idempotency-key': randomUUID() };
        await roles({ headers, body: { name: `r-${randomUUID().slice(0, 8)}`, scopes: [] } });
        return asking({ headers })(operation);
      },
      person_required: bearing(async () => (await world.service()).token),
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
      'register not_human': asking({
        body: { email: 'ada@rowseal.test', password: 'a password of ada', human: ROBOT },
      }),
      'requestPasswordReset not_human': asking({ body: { email: 'ada@rowseal.test', human: ROBOT } }),
      'askEmailCode not_human': asking({ body: { email: 'ada@rowseal.test', human: ROBOT } }),
      'requestFactorRecovery not_human': asking({ body: { email: 'ada@rowseal.test', human: ROBOT } }),
      'resendVerification not_human': asking({ body: { human: ROBOT } }),
      'register registration_closed': changing({ registration_open: false }),
      'register password_too_common': asking({ body: { email: 'ada@rowseal.test', password: 'passwordpassword' } }),
      'register too_many_attempts': untilItChanges((remoteAddress) => asking({ remoteAddress })),
      'logIn second_factor_required': async (operation) => {
        const { email } = await world.twoFactors();
        return asking({ body: { provider: 'password', email, password: PASSWORD } })(operation);
      },
      'logIn invalid_proof': async (operation) => {
        const { email } = await world.twoFactors();
        const { body } = await world.send({
          method: 'POST',
          url: '/v1/auth/token',
          payload: { provider: 'password', email, password: PASSWORD },
        });
        return asking({ body: { provider: 'totp', challenge: forged(body.challenge), code: '000000' } })(operation);
      },
      'stepUp invalid_credentials': async (operation) => {
        const { refreshToken } = await world.somebody();
        return asking({ body: { provider: 'totp', code: '000000', refresh_token: refreshToken } })(operation);
      },
      'stepUp invalid_token': async (operation) => {
        const refresh_token = forged((await logIn()).refreshToken);
        return call(operation, { body: { provider: 'totp', code: '000000', refresh_token } });
      },
      'stepUp session_ended': async (operation) => {
        const refresh_token = (await endedSession()).refreshToken;
        return call(operation, { body: { provider: 'recovery_code', code: 'x', refresh_token } });
      },
      'stepUp too_many_attempts': untilItChanges(async (remoteAddress) => {
        const refresh_token = forged((await logIn()).refreshToken);
        return asking({ remoteAddress, body: { provider: 'recovery_code', code: 'x', refresh_token } });
      }),
      'stepUp invalid_proof': async (operation) => {
        const { refreshToken } = await world.somebody();
        return asking({ body: { ...(await answered()), refresh_token: refreshToken } })(operation);
      },
      'askPasskey invalid_proof': async (operation) => {
        const { email } = await world.twoFactors();
        const payload = { provider: 'password', email, password: PASSWORD };
        const { body } = await world.send({ method: 'POST', url: '/v1/auth/token', payload });
        return asking({ body: { purpose: 'second_factor', challenge: forged(body.challenge) } })(operation);
      },
      'askPasskey invalid_token': asking({ body: { purpose: 'step_up' } }),
      'askEmailCode email_codes_off': changing({ email_codes: false }),
      'askEmailCode too_many_attempts': untilItChanges((remoteAddress) => asking({ remoteAddress })),
      'requestFactorRecovery too_many_attempts': untilItChanges((remoteAddress) => asking({ remoteAddress })),
      'recoverFactors invalid_proof': async (operation) => (await worthless('192.0.2.1'))(operation),
      'recoverFactors too_many_attempts': untilItChanges(worthless),
      'endFactorRecovery not_found': async (operation) =>
        asking({ headers: as((await world.somebody()).accessToken) })(operation),
      'askPasskey conflict': changing({ passkey_rp_id: 'elsewhere.test' }),
      'beginPasskey conflict': async (operation) =>
        changing({ passkey_rp_id: 'elsewhere.test' }, { headers: as((await world.somebody()).accessToken) })(operation),
      'beginPasskey address_not_verified': async (operation) => {
        const { email, accessToken } = await world.somebody();
        await db.admin`update rowseal.users set email_verified_at = null where email = ${email}`;
        return asking({ headers: as(accessToken) })(operation);
      },
      'confirmPasskey invalid_proof': async (operation) => {
        const { body, accessToken } = await world.begunPasskey();
        const browser_secret = Buffer.alloc(32).toString('base64url');
        return asking({ headers: as(accessToken), body: { ...body, browser_secret } })(operation);
      },
      'confirmPasskey conflict': async (operation) => {
        const key = authenticator(PUBLIC_URL);
        await world.withPasskey(key);
        const { body, accessToken } = await world.begunPasskey(key);
        return asking({ headers: as(accessToken), body })(operation);
      },
      'getRelatedOrigins not_found': changing({ passkey_origins: '{}' }),
      'beginTotp conflict': async (operation) =>
        asking({ headers: as((await world.twoFactors()).accessToken) })(operation),
      'beginTotp address_not_verified': async (operation) => {
        const { email, accessToken } = await world.somebody();
        await db.admin`update rowseal.users set email_verified_at = null where email = ${email}`;
        return asking({ headers: as(accessToken) })(operation);
      },
      'confirmTotp invalid_credentials': async (operation) => {
        const { id, code, accessToken } = await world.begunTotp();
        const body = { code: code === '000000' ? '000001' : '000000' };
        return asking({ headers: as(accessToken), params: { id }, body })(operation);
      },
      'renewRecoveryCodes conflict': async (operation) =>
        asking({ headers: as((await world.somebody()).accessToken) })(operation),
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
      'changeEmail invalid_credentials': asking({
        body: { email: 'another@rowseal.test', current_password: 'another' },
      }),
      'changeEmail insufficient_user_authentication': async (operation) => {
        const token = await staleToken();
        return bearing(async () => token, { body: { email: 'another@rowseal.test' } })(operation);
      },
      'changeEmail conflict': asking({ body: { email: CALLER, current_password: PASSWORD } }),
      'requestExport insufficient_user_authentication': async (operation) => {
        const token = await staleToken();
        return bearing(async () => token, { body: {} })(operation);
      },
      'requestExport invalid_credentials': asking({ body: { current_password: 'another' } }),
      'fetchExport invalid_proof': async (operation) =>
        call(operation, { body: { token: forged(await proof('verify_email')) } }),
      'deleteAccount invalid_credentials': asking({ body: { current_password: 'another' } }),
      'deleteAccount last_owner': alone({ body: { current_password: PASSWORD } }),
      'logIn account_deleted': async (operation) => {
        const email = CALLER;
        await db.admin`
          with gone as (update rowseal.users set disabled_at = now() where email = ${email} returning id, disabled_at)
          insert into rowseal_private.account_deletions (user_id, requested_at, erase_at)
          select id, disabled_at, now() + interval '1 day' from gone`;
        const answer = await asking({})(operation);
        await db.admin`delete from rowseal_private.account_deletions`;
        await db.admin`update rowseal.users set disabled_at = null where email = ${email}`;
        return answer;
      },
      'logIn password_too_short': async (operation) => {
        const id = await idOf(CALLER);
        const [kept] = await db.admin`select * from rowseal_private.passwords where user_id = ${id}`;
        const parameters = kept as unknown as PasswordParameters;
        const verifier = createHash('sha256')
          .update(await deriveKey('no more', parameters))
          .digest();
        await db.admin`update rowseal_private.passwords set verifier = ${verifier}, least_length = 8 where user_id = ${id}`;
        const answer = await asking({ body: { provider: 'password', email: CALLER, password: 'no more' } })(operation);
        await db.admin`
          update rowseal_private.passwords set verifier = ${kept?.['verifier']}, least_length = 15 where user_id = ${id}`;
        return answer;
      },
      'restoreAccount invalid_proof': async (operation) => (await worthless('192.0.2.1'))(operation),
      'restoreAccount too_many_attempts': untilItChanges(worthless),
      'confirmEmail invalid_proof': async (operation) => (await worthless('192.0.2.1'))(operation),
      'confirmEmail too_many_attempts': untilItChanges(worthless),
      'restoreEmail invalid_proof': async (operation) => (await worthless('192.0.2.1'))(operation),
      'restoreEmail password_too_common': async (operation) => {
        const token = await world.addressToken('former_addresses');
        return call(operation, { body: { token, password: 'passwordpassword' } });
      },
      'restoreEmail too_many_attempts': untilItChanges(worthless),
      'inviteMember not_found': asking({ body: { email: 'ada@rowseal.test', role: 'emperor' } }),
      'inviteMembers not_found': asking({ body: { emails: ['ada@rowseal.test'], role: 'emperor' } }),
      'inviteMember conflict': asking({ body: { email: CALLER, role: 'member' } }),
      'resendInvitation conflict': async (operation) => {
        const id = await world.invite();
        await db.admin`
          with joined as (
            insert into rowseal.users (email) select email from rowseal.invitations where id = ${id} returning id
          )
          insert into rowseal.memberships (workspace_id, user_id, role)
          select rowseal_private.workspace_named('acme'), id, 'viewer' from joined`;
        return asking({ params: { id } })(operation);
      },
      'resendInvitation address_not_allowed': async (operation) => {
        const call = asking({ params: { id: await world.invite() } });
        await db.admin`update rowseal.workspaces set email_domains = '{acme.test}' where slug = 'acme'`;
        const answer = await call(operation);
        await db.admin`update rowseal.workspaces set email_domains = null where slug = 'acme'`;
        return answer;
      },
      'declineInvitation invalid_proof': async (operation) =>
        call(operation, { body: { token: forged(await invitation(CALLER)) } }),
      'declineInvitation invitation_for_another': async (operation) =>
        call(operation, { body: { token: await invitation(OTHER) } }),
      'acceptInvitation invalid_proof': async (operation) =>
        call(operation, { body: { token: forged(await invitation(CALLER)) } }),
      'acceptInvitation invitation_for_another': async (operation) =>
        call(operation, { body: { token: await invitation(OTHER) } }),
      'acceptInvitation conflict': async (operation) =>
        call(operation, { body: { token: await invitation(CALLER, CALLER) } }),
      'createWorkspace already_done': async (operation) => {
        const asked = await request(operation, { headers: { 'idempotency-key': randomUUID() } });
        const { body } = await call(operation, asked);
        await db.admin`delete from rowseal.workspaces where id = ${body.id}`;
        return call(operation, asked);
      },
      'inviteMember already_done': async (operation) => {
        const asked = await request(operation, { headers: { 'idempotency-key': randomUUID() } });
        const { body } = await call(operation, asked);
        await db.admin`update rowseal.invitations set revoked_at = now() where id = ${body.id}`;
        return call(operation, asked);
      },
      '409 refused_by_application': async (operation) => {
        const asked = await request(operation);
        return whileHooksRefuse(db.admin, () => call(operation, asked));
      },
      'createInvitationLink not_found': asking({
        body: { role: 'emperor', max_uses: 1, expires_at: new Date(Date.now() + 3_600_000).toISOString() },
      }),
      'createInvitationLink lifetime_not_allowed': asking({
        body: { role: 'viewer', max_uses: 1, expires_at: '2001-01-01T00:00:00Z' },
      }),
      'createInvitationLink address_not_allowed': async (operation) => {
        const ask = asking({
          body: {
            ...{ role: 'viewer', max_uses: 1, email_domain: 'elsewhere.test' },
            expires_at: new Date(Date.now() + 3_600_000).toISOString(),
          },
        });
        await db.admin`update rowseal.workspaces set email_domains = '{acme.test}' where slug = 'acme'`;
        const answer = await ask(operation);
        await db.admin`update rowseal.workspaces set email_domains = null where slug = 'acme'`;
        return answer;
      },
      'createInvitationLink too_many_links': async (operation) => {
        await db.admin`
          insert into rowseal_private.invitation_links (workspace_id, role, max_uses, created_by, expires_at)
          select rowseal_private.workspace_named('acme'), 'viewer', 7, ${await idOf(CALLER)}, now() + interval '1 day'
            from generate_series(1, 100)`;
        const answer = await asking({})(operation);
        await db.admin`delete from rowseal_private.invitation_links where max_uses = 7`;
        return answer;
      },
      'acceptInvitationLink invalid_proof': async (operation) =>
        call(operation, { body: { token: forged((await world.link()).token) } }),
      'acceptInvitationLink address_not_verified': async (operation) => {
        const ask = asking({ body: { token: (await world.link()).token } });
        await db.admin`update rowseal.users set email_verified_at = null where email = ${CALLER}`;
        const answer = await ask(operation);
        await db.admin`update rowseal.users set email_verified_at = now() where email = ${CALLER}`;
        return answer;
      },
      'acceptInvitationLink address_not_allowed': async (operation) =>
        call(operation, { body: { token: (await world.link({ domain: 'elsewhere.test' })).token } }),
      'acceptInvitationLink former_member': async (operation) =>
        call(operation, { body: { token: (await world.link({ former: CALLER })).token } }),
      'acceptInvitationLink conflict': async (operation) =>
        call(operation, { body: { token: (await world.link({ member: CALLER })).token } }),
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
      // Only where they make an owner of somebody.
      'changeMemberRole insufficient_user_authentication': bearing(staleToken, { body: { roles: ['owner'] } }),
      'inviteMember insufficient_user_authentication': bearing(staleToken, {
        body: { email: 'another@rowseal.test', role: 'owner' },
      }),
      'inviteMembers insufficient_user_authentication': bearing(staleToken, {
        body: { emails: ['another@rowseal.test'], role: 'owner' },
      }),
      'resendInvitation insufficient_user_authentication': async (operation) =>
        bearing(staleToken, { params: { id: await world.invite('owner') } })(operation),
      'changeRole insufficient_user_authentication': bearing(staleToken, { body: { scopes: ['owners:write'] } }),
      'removeRole insufficient_user_authentication': async (operation) => {
        const [owner] = await db.admin<{ id: string }[]>`
          select id from rowseal.roles where name = 'owner' and workspace_id = rowseal_private.no_workspace()`;
        return bearing(staleToken, { query: { replacement: owner?.id ?? '' } })(operation);
      },
      'deleteWorkspace insufficient_scope': asking({ headers: { 'x-rowseal-workspace': 'globex' } }),
      ...Object.fromEntries(
        [
          'createService',
          'changeService',
          'removeService',
          'createServiceKey',
          'revokeServiceKey',
          'createWebhook',
          'changeWebhook',
          'removeWebhook',
          'testWebhook',
          'rotateWebhookSecret',
          'createInvitationLink',
        ].map((id) => [`${id} insufficient_scope`, asking({ headers: { 'x-rowseal-workspace': 'globex' } })]),
      ),
      'createRole conflict': async (operation) => {
        const again = asking({ body: { name: 'twice', scopes: [] } });
        await again(operation);
        return again(operation);
      },
      'removeRole role_in_use': async (operation) => {
        const id = await world.role();
        await db.admin`
          update rowseal.memberships set role = (select name from rowseal.roles where id = ${id})
           where workspace_id = rowseal_private.workspace_named('acme') and role = 'member'`;
        const answer = await asking({ params: { id } })(operation);
        await db.admin`
          update rowseal.memberships set role = 'member' where role = (select name from rowseal.roles where id = ${id})`;
        return answer;
      },
      'changeRole not_found': asking({ params: { id: randomUUID() }, body: { scopes: [] } }),
      'changeService insufficient_user_authentication': async (operation) => {
        const { id } = await world.service();
        await db.admin`update rowseal_private.services set disabled_at = now() where id = ${id}`;
        return bearing(staleToken, { params: { id }, body: { enabled: true } })(operation);
      },
      'createService too_many_services': async (operation) => {
        await db.admin`
          insert into rowseal_private.services (workspace_id, name, scopes)
          select rowseal_private.workspace_named('acme'), 'one of many', '{}' from generate_series(1, 1000)`;
        const answer = await asking({})(operation);
        await db.admin`delete from rowseal_private.services where name = 'one of many'`;
        return answer;
      },
      'createWebhook too_many_webhooks': async (operation) => {
        await db.admin`
          insert into rowseal_private.webhooks (workspace_id, id, url, secret_jwe)
          select rowseal_private.workspace_named('acme'), rowseal.uuidv7(), 'https://hooks.test/many',
                 'aGVhZA..aXY.Y2lwaGVy.dGFn' from generate_series(1, 20)`;
        const answer = await asking({})(operation);
        await db.admin`delete from rowseal_private.webhooks where url = 'https://hooks.test/many'`;
        return answer;
      },
      'rotateWebhookSecret lifetime_not_allowed': asking({ body: { former_ends_at: '2100-01-01T00:00:00Z' } }),
      'createServiceKey too_many_keys': async (operation) => {
        const { id } = await world.service();
        const again = asking({ params: { id } });
        await again(operation);
        return again(operation);
      },
      'createServiceKey lifetime_not_allowed': asking({ body: { expires_at: '2001-01-01T00:00:00Z' } }),
      'setWorkspaceSettings insufficient_user_authentication': async (operation) => {
        await db.admin`update rowseal.workspaces set email_domains = '{acme.test}' where slug = 'acme'`;
        const answer = await bearing(staleToken, { body: { ...RULES, email_domains: null } })(operation);
        await db.admin`update rowseal.workspaces set email_domains = null where slug = 'acme'`;
        return answer;
      },
      'setWorkspaceSettings shuts_you_out': asking({ body: { ...RULES, networks: ['192.0.2.0/24'] } }),
      'setWorkspacePolicy shuts_you_out': asking({ body: TWO }),
      'setWorkspacePolicy insufficient_user_authentication': withFactor({ body: TWO }),
      'setWorkspacePolicy assurance_unavailable': async (operation) =>
        withFactor({ headers: await byToken(), body: TWO })(operation),
      'waivePolicy shuts_you_out': policed(bearing(sessionToken())),
      'waivePolicy insufficient_user_authentication': async (operation) =>
        policed(withFactor({ headers: { authorization: `Bearer ${await sessionToken()()}` } }))(operation),
      'waivePolicy assurance_unavailable': async (operation) =>
        policed(withFactor({ headers: await byToken(), params: { id: await world.member() } }))(operation),
      'waivePolicy person_required': async (operation) => {
        const { token } = await world.service();
        return asking({ headers: { authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' } })(operation);
      },
      'waivePolicy another_person_required': async (operation) =>
        asking({ params: { id: await idOf(CALLER) } })(operation),
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
      'exchangeGrant unauthorized_client': asking({ body: { grant_type: 'client_credentials' } }),
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
