import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { buildApp } from '#server/app.ts';
import { addNewKey, keyWrap } from '#server/credentials/key-material.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import type { StoredSigningKey } from '#server/database/signing-key-functions.ts';
import { closeAfterFile } from './closing.ts';
import { behindPooler, demoApp, PUBLIC_URL } from './demo-app.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/** How keys of tests are wrapped. */
export const testWrap = keyWrap(TEST_MASTER_KEY);

/**
 * Two servers on one database with the demo's people, and what an operator of their keys has at hand. Closed after the test file.
 */
export async function twoNodes() {
  const { db, app: one } = await demoApp({ graphql: false });
  const node = async (masterKey: Uint8Array = TEST_MASTER_KEY) => {
    const [gatewayUrl, issuerUrl] = [behindPooler(db.gatewayUrl), behindPooler(db.issuerUrl)];
    const more = {
      publicUrl: PUBLIC_URL,
      graphql: false,
      schemas: ['app'],
      development: false,
      logLevel: 'silent',
      isLagging: () => false,
    };
    const app = await buildApp({ gatewayUrl, issuerUrl, masterKey, ...more });
    closeAfterFile(() => app.close());
    return app;
  };
  const nodes = [one, await node()];
  const maintenance = openMaintenance(db.workerUrl);
  const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 2 });
  closeAfterFile(() => Promise.all([maintenance.close(), issuer.close()]));

  const everyNode = async (holds: (app: FastifyInstance) => Promise<boolean>) =>
    (await Promise.all(nodes.map(holds))).every(Boolean);

  const keyIn = async (state: StoredSigningKey['state'], algorithm = 'EdDSA') => {
    const found = (await maintenance.signingKeys()).find((key) => key.state === state && key.algorithm === algorithm);
    if (!found) throw new Error(`no ${algorithm} key is ${state}`);
    return found;
  };

  /** A next key that every node has shown for as long as it must. */
  const publishNext = async () => {
    await addNewKey(maintenance, testWrap, 'EdDSA');
    const { id } = await keyIn('next');
    await until(() => everyNode(async (app) => (await kidsOf(app)).includes(id)));
    await db.admin`
      update rowseal_private.signing_keys set state_changed_at = now() - interval '10 minutes' where id = ${id}`;
    return id;
  };

  return { db, one, nodes, node, everyNode, maintenance, issuer, keyIn, publishNext };
}

/**
 * Logs in as a member of acme.
 *
 * @param app - where.
 * @returns an access token.
 */
export async function logInAt(app: FastifyInstance): Promise<string> {
  const payload = { provider: 'password', email: 'member@acme.test', password: DEMO_PASSWORD };
  const answer = await app.inject({ method: 'POST', url: '/v1/auth/token', payload });
  return answer.json().access_token;
}

/**
 * The status that a request with an access token meets.
 *
 * @param app - where.
 * @param accessToken - good or bad.
 */
export async function statusAt(app: FastifyInstance, accessToken: string): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}`, 'x-rowseal-workspace': 'acme' };
  return (await app.inject({ url: '/v1/me', headers })).statusCode;
}

/**
 * The keys that a server shows.
 *
 * @param app - where.
 */
export async function keySetOf(app: FastifyInstance): Promise<JWK[]> {
  return (await app.inject('/v1/jwks.json')).json().keys;
}

/**
 * Their ids.
 *
 * @param app - where.
 */
export async function kidsOf(app: FastifyInstance): Promise<(string | undefined)[]> {
  return (await keySetOf(app)).map(({ kid }) => kid);
}

/**
 * Waits until a condition holds.
 *
 * @param condition - asked again and again.
 * @param deadline - in milliseconds. It ends what hangs, and judges nothing.
 * @returns how many milliseconds it took.
 * @throws Error when it does not come to that.
 */
export async function until(condition: () => Promise<boolean>, deadline = 60_000): Promise<number> {
  const begin = performance.now();
  while (!(await condition())) {
    if (performance.now() - begin > deadline) throw new Error(`it did not come to that in ${deadline} ms`);
    await sleep(10);
  }
  return performance.now() - begin;
}
