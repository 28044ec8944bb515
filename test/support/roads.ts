import { expect } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { type ApiWorld, CALLER, PASSWORD } from './api-world.ts';
import { browserLike } from './browser-like.ts';
import type { FreshDatabase } from './database.ts';
import { outboxLinks } from './outbox.ts';
import { createPerson } from './people.ts';

/** Something that has a server ask the database. */
export interface Road {
  name: string;
  /** Makes what the road needs, by other roads, and returns what takes it. */
  ready(): Promise<() => Promise<unknown>>;
}

/** A road that needs nothing. */
export const road = (name: string, take: () => Promise<unknown>): Road => ({ name, ready: async () => take });

/** What applications may ask of the tables that they may read. */
const OF_APPLICATIONS = [
  'select id, email from rowseal.users limit 50',
  'select id, email from rowseal.users where id = rowseal.user_id()',
  'select role, user_id from rowseal.memberships limit 50',
  'select users.email, memberships.role from rowseal.memberships join rowseal.users on users.id = memberships.user_id limit 50',
  'select name from rowseal.roles',
  'select id from rowseal.workspaces',
  'select id from rowseal.invitations limit 50',
];

/**
 * Every road to the database: REST, OAuth, pages and mail; SQL of applications, in a small workspace and in a big one; the worker and the commands. Each
 * fails where it does not arrive.
 *
 * @param world - the server, and the database, which {@link fill} has filled.
 * @returns them, and what ends their connections. Its worker is stopped after the test file.
 */
export async function everyRoad(world: ApiWorld): Promise<{ roads: Road[]; close(): Promise<void> }> {
  const { db } = world;
  const browser = browserLike(world.app);
  const links = await outboxLinks(db.workerUrl);
  const maintenance = openMaintenance(db.workerUrl);
  const owners = await Promise.all(['f2', 'acme'].map((workspace) => owner(db, workspace)));
  const close = async () => void (await Promise.all([maintenance, ...owners].map((open) => open.close())));
  const roads: Road[] = [
    ...world.operations.map((operation) => ({
      name: operation.id,
      ready: async () => {
        await world.renew();
        const request = await world.request(operation);
        return async () => {
          const { status } = await world.call(operation, request);
          expect(status, operation.id).toBeLessThan(500);
          expect(status, operation.id).not.toBe(404);
        };
      },
    })),
    road('the page that signs in', () => browser.post('/sign-in', { email: CALLER, password: PASSWORD })),
    ...['/account', '/account/password', '/sign-in'].map((page) =>
      road(`the page ${page}`, async () => expect((await browser.get(page)).status).toBeLessThan(400)),
    ),
    road('the button that ends other sessions', () => browser.post('/account/sessions/end-others', {})),
    road('a mail', async () => {
      await world.send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: CALLER } });
      await links(CALLER, 'reset-password');
    }),
    ...owners.flatMap(({ workspace, ask }) =>
      OF_APPLICATIONS.map((text) => road(`${text}, in ${workspace}`, () => ask(text))),
    ),
    road('the purge', () => maintenance.purge(500)),
    road('how far the purge is behind', () => maintenance.purgeLag()),
    road('keys moving on', () => maintenance.advanceSigningKeys()),
    road('a list of clients', async () => {
      const [first] = await maintenance.clients();
      await maintenance.clients(first?.client_id);
    }),
    road('a list of providers', () => maintenance.identityProviders()),
  ];
  return { roads, close };
}

/** Asks as an owner of a workspace, over one connection. */
async function owner(db: FreshDatabase, workspace: string) {
  const { entry } = await createPerson(db.admin, workspace, 'owner');
  const gateway = openGateway(db.gatewayUrl, { max: 1 });
  const ask = async (text: string) =>
    expect((await gateway.query({ ...entry }, { text, values: [] })).rows.length).toBeGreaterThan(0);
  return { workspace, ask, close: () => gateway.close() };
}
