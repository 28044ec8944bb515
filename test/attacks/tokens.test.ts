import {
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const { db, token, me, graphql, send, logIn } = await demoApp();
const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
const keys = await openKeyStore(issuer, TEST_MASTER_KEY);
afterAll(async () => {
  keys.close();
  await issuer.close();
});

const genuine = await token('member@acme.test');
const claims = decodeJwt(genuine);
const header = decodeProtectedHeader(genuine) as JWTHeaderParameters;

/** Signs with the installation's own key: what a thief of the signing key can do. */
const signWithRightKey = (payload: JWTPayload, more: Partial<JWTHeaderParameters> = {}) =>
  new SignJWT(payload).setProtectedHeader({ ...header, ...more }).sign(keys.current().key, { crit: { 'urn:x': true } });

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function expectRefused(forged: string): Promise<void> {
  for (const answer of [
    await me(forged, 'acme'),
    await graphql('{ allNotes { totalCount } }', { token: forged, workspace: 'acme' }),
  ]) {
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer error="invalid_token", resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`,
    );
  }
}

test('the genuine token, and the same claims signed again, are accepted: the controls', async () => {
  expect((await me(genuine, 'acme')).status).toBe(200);
  expect((await me(await signWithRightKey({ ...claims, jti: 'another' }), 'acme')).status).toBe(200);
});

describe('G3: the signing key alone mints nothing that the database accepts', () => {
  const otherUser = '01a20bd8-1955-73aa-94a0-197ff9c52136';
  test.each([
    ['no seal of its own', { seal: '00'.repeat(32) }],
    ['another user', { sub: otherUser }],
    ['another session', { sid: otherUser }],
    ['a workspace', { workspace: otherUser }],
    ['a scope', { scope: 'notes:read notes:write' }],
    ['a later expiry', { exp: (claims.exp ?? 0) + 3600 }],
    ['an unknown seal key', { seal_key: 'ffffffff' }],
  ])('the genuine claims with %s', async (_, edit) => {
    await expectRefused(await signWithRightKey({ ...claims, ...edit }));
  });
});

describe('G3: the seal alone mints nothing that the server accepts', () => {
  test('sealed claims under another EdDSA key, with and without our key id', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const { kid: _, ...unnamed } = header;
    await expectRefused(await new SignJWT(claims).setProtectedHeader(header).sign(privateKey));
    await expectRefused(await new SignJWT(claims).setProtectedHeader(unnamed as JWTHeaderParameters).sign(privateKey));
  });

  test('sealed claims under a key that the header brings along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(publicKey);
    await expectRefused(
      await new SignJWT(claims).setProtectedHeader({ ...header, jwk } as JWTHeaderParameters).sign(privateKey),
    );
    for (const elsewhere of ['jku', 'x5u'])
      await expectRefused(
        await new SignJWT(claims)
          .setProtectedHeader({ ...header, [elsewhere]: 'https://evil.test/keys' })
          .sign(privateKey),
      );
  });

  test('algorithm none, unknown ones, encryption, and HMAC under the public key', async () => {
    for (const alg of ['none', 'None', 'nOnE', '', 'unknown', 'ES256', undefined, null, ['EdDSA']])
      await expectRefused(`${encode({ ...header, alg })}.${encode(claims)}.`);
    await expectRefused(`${encode({ alg: 'dir', enc: 'A128GCM', zip: 'DEF', typ: 'at+jwt' })}..x.x.x`);
    const [key] = keys.jwks().keys;
    const secret = new TextEncoder().encode(JSON.stringify(key));
    await expectRefused(await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret));
  });
});

describe('a token signed by us that is no access token for us', () => {
  test.each([
    ['an ID token', claims, { typ: 'JWT' }],
    ['no type', claims, { typ: undefined }],
    ['another audience', { ...claims, aud: 'https://other.test' }, {}],
    ['another issuer', { ...claims, iss: `${PUBLIC_URL}/` }, {}],
    ['an audience that differs by a slash', { ...claims, aud: `${PUBLIC_URL}/` }, {}],
    ['no audience', { ...claims, aud: undefined }, {}],
    ['no issuer', { ...claims, iss: undefined }, {}],
    ['an expired one', { ...claims, exp: Math.floor(Date.now() / 1000) - 1 }, {}],
    ['one without expiry', { ...claims, exp: undefined }, {}],
    ['one that is not valid yet', { ...claims, nbf: Math.floor(Date.now() / 1000) + 60 }, {}],
    ['one with an unknown critical header', claims, { crit: ['urn:x'], 'urn:x': 1 }],
    ['one without a seal', { ...claims, seal: undefined }, {}],
    ['one whose seal is no text', { ...claims, seal: 7 }, {}],
  ])('%s', async (_, payload, more) => {
    await expectRefused(await signWithRightKey(payload as JWTPayload, more as Partial<JWTHeaderParameters>));
  });
});

describe('where a token is presented', () => {
  test.each([
    ['in the query string', { url: `/v1/me?access_token=${genuine}` }],
    ['under another scheme', { url: '/v1/me', headers: { authorization: `Token ${genuine}` } }],
    ['without a scheme', { url: '/v1/me', headers: { authorization: genuine } }],
    ['twice', { url: '/v1/me', headers: { authorization: `Bearer ${genuine}, Bearer ${genuine}` } }],
    ['with more behind it', { url: '/v1/me', headers: { authorization: `Bearer ${genuine}.x` } }],
    ['cut short', { url: '/v1/me', headers: { authorization: `Bearer ${genuine.slice(0, -2)}` } }],
    ['of 100,000 characters', { url: '/v1/me', headers: { authorization: `Bearer ${'a'.repeat(100_000)}` } }],
  ])('%s counts for nothing', async (_, request) => {
    expect((await send(request)).status).toBe(401);
  });
});

describe('keys that change', () => {
  test('a token under a rotated seal key lives on until the key retires', async () => {
    await db.admin`select rowseal_private.rotate_seal_key()`;
    expect((await me(genuine, 'acme')).status).toBe(200);
    expect((await me(await token('member@acme.test'), 'acme')).status).toBe(200);
    await db.admin`update rowseal_private.seal_keys set retires_at = now() where retires_at is not null`;
    await expectRefused(genuine);
    expect((await me(await token('member@acme.test'), 'acme')).status).toBe(200);
  });

  test('one statement answers the theft of a seal key: what it sealed is refused at once, and nobody is signed out', async () => {
    const { body } = await logIn('member@acme.test', { transport: 'body' });
    // The control: until then it is accepted.
    expect((await me(body.access_token, 'acme')).status).toBe(200);
    await db.admin`select rowseal_private.rotate_seal_key(at_once => true)`;
    await expectRefused(body.access_token);
    const refreshed = await send({
      method: 'POST',
      url: '/v1/auth/refresh',
      payload: { refresh_token: body.refresh_token },
    });
    expect(refreshed.status).toBe(200);
    expect((await me(refreshed.body.access_token, 'acme')).status).toBe(200);
  });

  test('a token whose signing key has gone is refused, though it was verified before', async () => {
    const caller = await token('member@acme.test');
    expect((await me(caller, 'acme')).status).toBe(200);
    await db.admin`update rowseal_private.signing_keys set state = 'gone', private_jwe = null`;
    await expect.poll(async () => (await me(caller, 'acme')).status).toBe(401);
    await expectRefused(caller);
  });
});
