import { setTimeout as sleep } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { oauthServer } from '#test/support/oauth-server.ts';

// What anybody may ask without paying for it: statements, rows, and guesses that nobody counted.
const server = await oauthServer();
const { db, issuer, post, addClient, authorizationRequest, codeFor } = server;
beforeEach(() => db.admin`delete from rowseal_private.throttles`);

const openRequests = async () =>
  (await db.admin`select count(*)::int as n from rowseal_private.oauth_requests where answered_at is null`)[0]?.['n'];

describe('authorization requests that nobody answers', () => {
  test('leave no more rows than a network may have open', async () => {
    await db.admin`
      update rowseal_private.throttle_limits set free_attempts = 5, first_wait = '1 minute', longest_wait = '1 minute' where kind = 'authorization_network'`;
    const client = await addClient();
    const before = await openRequests();
    const statuses = [];
    for (let n = 0; n < 8; n++) statuses.push((await fetch(authorizationRequest(client.client_id).url)).status);
    expect(statuses).toEqual([...Array(6).fill(200), 429, 429]);
    expect((await openRequests()) - before).toBe(6);
  });

  test('the control: one that is answered counts no more', async () => {
    const client = await addClient();
    for (let n = 0; n < 8; n++) {
      await db.admin`delete from rowseal_private.throttles where kind like 'login%'`;
      expect((await codeFor(client)).code, String(n)).not.toBe('');
    }
    await db.admin`
      update rowseal_private.throttle_limits set free_attempts = 500, first_wait = '1 second' where kind = 'authorization_network'`;
  });

  test('carry no more than 6,000 characters', async () => {
    const client = await addClient();
    const { url } = authorizationRequest(client.client_id, {
      state: 's'.repeat(1990),
      nonce: 'n'.repeat(1990),
      login_hint: 'h'.repeat(1990),
    });
    const answer = await fetch(url, { redirect: 'manual' });
    expect(answer.headers.get('location')).toContain('error=invalid_request');
  });
});

test('client assertions that prove nothing are counted like wrong secrets', async () => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const client = await addClient({
    authMethod: 'private_key_jwt',
    jwks: { keys: [{ ...(await exportJWK(publicKey)), alg: 'EdDSA', kid: '1' }] },
  });
  const forger = await generateKeyPair('EdDSA');
  const present = async (key: Parameters<SignJWT['sign']>[0]) => {
    const client_assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA', kid: '1' })
      .setIssuer(client.client_id)
      .setSubject(client.client_id)
      .setAudience(issuer)
      .setJti(crypto.randomUUID())
      .setIssuedAt()
      .setExpirationTime('1 minute')
      .sign(key);
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    return (await post('/v1/oauth/introspect', { token: 'x', client_assertion, client_assertion_type })).status;
  };
  expect(await present(privateKey), 'the control: a genuine one').toBe(200);
  const statuses = [];
  for (let n = 0; n < 23; n++) statuses.push(await present(forger.privateKey));
  expect(statuses.slice(0, 21)).toEqual(Array(21).fill(401));
  expect(statuses.slice(21)).toContain(429);
  expect(await present(privateKey), 'a genuine one is not held up').toBe(200);
});

describe('questions of anybody reach the database once a second, however many ask', async () => {
  // Each counts how often it is asked, where no transaction that fails takes it back.
  await db.admin`create sequence rowseal_private.asked`;
  await db.admin`grant usage on sequence rowseal_private.asked to rowseal_owner`;
  for (const name of ['list_identity_providers', 'client_registration_open']) {
    const [made] = await db.admin`
      select format(
        'create or replace function %s returns %s language plpgsql volatile security definer as $f$ begin perform nextval($s$rowseal_private.asked$s$); %s end $f$',
        oid::regprocedure, pg_get_function_result(oid), case when proretset then 'return;' else 'return false;' end
      ) as statement
        from pg_proc where oid = ${`rowseal_private.${name}`}::regproc`;
    await db.admin.unsafe(made?.['statement']);
  }
  const asked = async () => Number((await db.admin`select last_value from rowseal_private.asked`)[0]?.['last_value']);

  test.each([
    ['the sign-in page', '/sign-in'],
    ['the list of providers', '/v1/auth/providers'],
    ['the discovery document', '/.well-known/openid-configuration'],
  ])('%s', async (_, path) => {
    // Till the answer that another test was given is too old.
    await sleep(1_100);
    const before = await asked();
    const began = performance.now();
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 20 }, () => fetch(issuer + path)));
    const seconds = Math.ceil((performance.now() - began) / 1000);
    const after = await asked();
    expect(after - before, 'the control: it does ask').toBeGreaterThanOrEqual(1);
    expect(after - before).toBeLessThanOrEqual(seconds + 1);
  });
});
