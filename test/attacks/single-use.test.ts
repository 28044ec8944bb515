import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { isWholeToken, type TokenPrefix } from '#server/credentials/token-format.ts';
import { oauthServer } from '#test/support/oauth-server.ts';

const server = await oauthServer();
const { db, issuer, send, post, addClient, codeFor, redeem, refresh, grantTo, me, person } = server;
const web = await addClient({ name: 'Web' });
const native = await addClient({ name: 'Native', authMethod: 'none' });

const logIn = async (email: string): Promise<{ access_token: string }> => {
  const body = JSON.stringify({ provider: 'password', ...person(email) });
  const headers = { 'content-type': 'application/json' };
  return (await send('/v1/auth/token', { method: 'POST', headers, body })).body;
};

/** Asks with a client assertion of an id, and returns the status. */
async function keyedClient() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const { client_id } = await addClient({
    authMethod: 'private_key_jwt',
    jwks: { keys: [await exportJWK(publicKey)] },
  });
  return async (jti: string) => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { iss: client_id, sub: client_id, aud: issuer, jti, exp };
    const client_assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    return (await post('/v1/oauth/revoke', { token: 'x', client_assertion, client_assertion_type })).status;
  };
}

describe('what was used once stays used after a restart', () => {
  test('a code, whose replay then ends the grant; and one that was not used still works', async () => {
    const [used, unused] = [await codeFor(web), await codeFor(web)];
    const { body } = await redeem(web, used);
    await server.restart();
    expect((await me(body.access_token)).status, 'the control').toBe(200);
    expect((await redeem(web, used)).body.error).toBe('invalid_grant');
    expect((await me(body.access_token)).body.code).toBe('session_ended');
    expect((await redeem(web, unused)).status).toBe(200);
  });

  test('a refresh token', async () => {
    const { refresh_token } = await grantTo(web);
    const { body: second } = await refresh(web, refresh_token);
    const { body: third } = await refresh(web, second.refresh_token);
    await server.restart();
    expect((await me(third.access_token)).status, 'the control').toBe(200);
    expect((await refresh(web, refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(web, third.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('a client assertion', async () => {
    const ask = await keyedClient();
    expect(await ask('only once')).toBe(200);
    await server.restart();
    expect(await ask('only once')).toBe(401);
    expect(await ask('another'), 'the control').toBe(200);
  });
});

describe('what is used once is of one kind, and of one owner', () => {
  /** A token's contents under the prefix of another kind, with a checksum that is right. */
  const relabelled = (prefix: TokenPrefix, token: string) => {
    const payload = Buffer.from(token.slice(4), 'base64url').subarray(0, -4);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(payload, crc32(prefix)));
    const forged = prefix + Buffer.concat([payload, checksum]).toString('base64url');
    expect(isWholeToken(prefix, forged)).toBe(true);
    return forged;
  };
  const proofOf = async (email: string) => {
    const [row] = await db.admin<{ token: string }[]>`
      select rowseal_private.issue_proof('reset_password', id, rowseal.uuidv7(), email) as token
        from rowseal.users where email = ${email}`;
    return row?.token ?? '';
  };
  const reset = (token: string) =>
    send('/v1/auth/password/reset', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: 'a password by a forged proof' }),
    });

  test('a code is not accepted as a mailed token, nor a mailed token as a code, under any prefix', async () => {
    const { code, verifier } = await codeFor(web, {}, 'viewer@acme.test');
    const proof = await proofOf('viewer@acme.test');
    for (const token of [code, relabelled('rsv_', code)]) expect((await reset(token)).status).toBe(400);
    for (const token of [proof, relabelled('rsc_', proof)])
      expect((await redeem(web, { code: token, verifier })).body.error).toBe('invalid_grant');
    expect((await redeem(web, { code, verifier })).status, 'the control').toBe(200);
    expect((await reset(proof)).status, 'the control').toBe(204);
  });

  test('a personal access token is not accepted as a code, nor a code as a token, under any prefix', async () => {
    const { access_token } = await logIn('owner@acme.test');
    const made = await send('/v1/tokens', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${access_token}`,
        'x-rowseal-workspace': 'acme',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: 'Script', expires_at: new Date(Date.now() + 86_400_000).toISOString() }),
    });
    expect(made.status).toBe(201);
    const { code, verifier } = await codeFor(web, {}, 'owner@acme.test');
    for (const token of [code, relabelled('rsp_', code)]) expect((await me(token)).status).toBe(401);
    for (const token of [made.body.token, relabelled('rsc_', made.body.token)])
      expect((await redeem(web, { code: token, verifier })).body.error).toBe('invalid_grant');
    expect((await me(made.body.token)).status, 'the control').toBe(200);
  });

  test('the id of an assertion is used up for its client alone', async () => {
    const [one, two] = [await keyedClient(), await keyedClient()];
    const jti = randomUUID();
    expect([await one(jti), await two(jti), await one(jti), await two(jti)]).toEqual([200, 200, 401, 401]);
  });
});

describe('a code that waits while its user revokes everything is refused', () => {
  const END: [string, (accessToken: string) => Promise<{ status: number }>][] = [
    [
      'by ending all other sessions',
      (token) =>
        send('/v1/auth/sessions?others=true', { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }),
    ],
    [
      'by a new password',
      (token) =>
        send('/v1/auth/password/change', {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            current_password: person('').password,
            new_password: 'another password of the member',
          }),
        }),
    ],
  ];
  test.each(END)('%s', async (_what, end) => {
    const [before, other] = [await codeFor(web), await codeFor(web, {}, 'owner@acme.test')];
    const { access_token } = await logIn('member@acme.test');
    expect((await end(access_token)).status).toBeLessThan(300);
    expect((await redeem(web, before)).body.error).toBe('invalid_grant');
    expect((await me(access_token)).status, 'who asked stays').toBe(200);
    expect((await redeem(web, other)).status, 'the control: the code of somebody else').toBe(200);
  });

  test('by disconnecting the application, which leaves others alone', async () => {
    const before = await codeFor(native, {}, 'owner@acme.test');
    const other = await codeFor(web, {}, 'owner@acme.test');
    const browser = server.browser();
    await browser.submit(await browser.open(`${issuer}/sign-in`), '/sign-in', person('owner@acme.test'));
    await redeem(native, await codeFor(native, {}, 'owner@acme.test'));
    await browser.submit(await browser.open(`${issuer}/account`), '/account/apps/disconnect', {
      client_id: native.client_id,
    });
    expect((await redeem(native, before)).body.error).toBe('invalid_grant');
    expect((await redeem(web, other)).status).toBe(200);
  });
});
