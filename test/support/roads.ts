import { expect } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import type { Operation } from './api-document.ts';
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

/** Of operations that succeed in several ways, the one that is taken: with a new password or address in hand, and with a page that asks. */
const ONE_OF_SEVERAL: Readonly<Record<string, number>> = {
  resetPassword: 204,
  restoreEmail: 204,
  authorize: 200,
  postAuthorization: 200,
};

/** Pages as somebody sees them who is signed in, and whom the form to sign in sends on. */
const PAGES: Readonly<Record<string, number>> = { '/account': 200, '/account/password': 200, '/sign-in': 303 };

/** The only status with which a road of an operation has arrived: a refusal reads less than what it refuses. */
const expectedOf = ({ id, successes }: Operation): number[] => {
  const one = ONE_OF_SEVERAL[id];
  return one === undefined ? successes : successes.filter((status) => status === one);
};

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
          const { status, body } = await world.call(operation, request);
          expect([status], `${operation.id}: ${JSON.stringify(body)}`).toEqual(expectedOf(operation));
        };
      },
    })),
    road('the page that signs in', async () =>
      expect((await browser.post('/sign-in', { email: CALLER, password: PASSWORD })).status).toBe(303),
    ),
    ...Object.entries(PAGES).map(([page, status]) =>
      road(`the page ${page}`, async () => expect((await browser.get(page)).status).toBe(status)),
    ),
    road('the button that ends other sessions', async () =>
      expect((await browser.post('/account/sessions/end-others', {})).status).toBe(303),
    ),
    road('a mail', async () => {
      const asked = await world.send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: CALLER } });
      expect(asked.status).toBe(202);
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
