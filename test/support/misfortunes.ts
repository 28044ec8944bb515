import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode, Operation } from './api-document.ts';
import type { ApiWorld } from './api-world.ts';
import { serverOn } from './demo-app.ts';
import { openFaultProxy } from './fault-proxy.ts';
import { withStartupOptions } from './startup-options.ts';

/** What can befall a server. */
export interface Misfortune {
  name: string;
  /** What clients then meet: as a problem, and as OAuth calls it. */
  codes: ErrorCode[];
  /** Whether an operation suffers from it. */
  strikes(operation: Operation): boolean;
  /** Whether an operation is answered as always meanwhile; left out: nobody says so. */
  spares?(operation: Operation): boolean;
  /** The server that suffers from it, where it is another one than the world's. */
  send?: ApiWorld['send'];
  /** How many requests suffer from it at once; left out: all. */
  atOnce?: number;
  /** Does something meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** Where each takes its connection along, more than these would wait on a busy machine for longer than requests do: they would be overloaded. */
const FEW = 10;

/** What befalls the database: SQL of an administrator. */
interface Blow {
  befall: string[];
  undo: string[];
}

/**
 * The misfortunes of a server.
 *
 * @param world - the server and its database.
 */
export async function misfortunes(world: ApiWorld): Promise<Misfortune[]> {
  const { name, gatewayUrl, issuerUrl } = world.db;
  const network = await openFaultProxy(gatewayUrl);
  const beyond = { gatewayUrl: network.through(gatewayUrl), issuerUrl: network.through(issuerUrl) };
  const distant = await serverOn(world.db, beyond);
  const lagging = await serverOn(world.db, { isLagging: () => true });
  const hasty = await serverOn(world.db, {
    gatewayUrl,
    issuerUrl: withStartupOptions(issuerUrl, '-c lock_timeout=100ms'),
  });
  const everybody = () => true;
  const needsDatabase = ({ errors }: Operation) =>
    errors.some(({ code }) => code === 'timeout' || code === 'temporarily_unavailable');
  const blow = (
    codes: ErrorCode[],
    strikes: Misfortune['strikes'],
    what: Blow,
    send?: ApiWorld['send'],
  ): Misfortune => ({
    name: `the database makes it ${codes[0]}`,
    codes,
    strikes,
    ...(send ? { send } : {}),
    atOnce: FEW,
    during: (work) => underBlow(world, what, work),
  });
  return [
    blow(
      ['timeout', 'temporarily_unavailable'],
      everybody,
      {
        befall: [
          'begin',
          `lock table rowseal_private.settings, rowseal_private.sessions, rowseal_private.identities, rowseal_private.email_proofs,
                    rowseal_private.throttles, rowseal_private.oauth_clients, rowseal_private.identity_providers in access exclusive mode`,
        ],
        undo: ['rollback'],
      },
      hasty.send,
    ),
    blow(['unavailable', 'temporarily_unavailable'], everybody, {
      befall: [`revoke connect on database ${name} from public, rowseal_gateway, rowseal_issuer`],
      undo: [`grant connect on database ${name} to rowseal_gateway, rowseal_issuer`],
    }),
    blow(['overloaded', 'temporarily_unavailable'], needsDatabase, {
      befall: [`alter database ${name} connection limit 0`],
      undo: [`alter database ${name} connection limit -1`],
    }),
    blow(['internal', 'server_error'], everybody, {
      befall: ['alter schema rowseal rename to mislaid', 'alter schema rowseal_private rename to mislaid_private'],
      undo: ['alter schema mislaid rename to rowseal', 'alter schema mislaid_private rename to rowseal_private'],
    }),
    {
      name: 'the database was restored',
      codes: ['recovery_needed', 'temporarily_unavailable'],
      strikes: ({ errors }) =>
        errors.some(({ code }) => code === 'recovery_needed' || code === 'temporarily_unavailable'),
      during: async (work) => {
        const until = async (status: number) => {
          while ((await world.send({ url: '/v1/jwks.json' })).status !== status) await sleep(20);
        };
        await world.db.admin`update rowseal_private.known_place set timeline = timeline + 1`;
        await until(503);
        try {
          return await work();
        } finally {
          await world.db.admin`select rowseal_audit.nothing_lost()`;
          await until(200);
        }
      },
    },
    {
      name: 'the installation is in maintenance mode',
      codes: ['maintenance'],
      strikes: everybody,
      // Pages say it in words, and OAuth has no word of its own for it.
      spares: ({ errors }) =>
        errors.some(({ code }) => code === 'unavailable') && errors.every(({ code }) => code !== 'maintenance'),
      during: async (work) => {
        const until = async (status: number, code?: string) => {
          for (;;) {
            const answer = await world.send({
              method: 'POST',
              url: '/v1/auth/password/forgot',
              payload: { email: 'nobody@rowseal.test' },
            });
            if (answer.status === status && answer.body.code === code) return;
            await sleep(20);
          }
        };
        await world.db.admin`select rowseal_audit.set_maintenance(true, '40 seconds')`;
        await until(503, 'maintenance');
        try {
          return await work();
        } finally {
          await world.db.admin`select rowseal_audit.set_maintenance(false)`;
          await until(202);
        }
      },
    },
    {
      name: 'the network loses the answers of the database',
      codes: ['outcome_unknown'],
      strikes: everybody,
      send: distant.send,
      atOnce: FEW,
      during: async (work) => {
        network.loseAnswers();
        try {
          return await work();
        } finally {
          await network.heal();
        }
      },
    },
    {
      name: 'the event loop lags',
      codes: ['overloaded', 'temporarily_unavailable'],
      strikes: ({ errors }) => errors.some(({ code }) => code === 'overloaded' || code === 'temporarily_unavailable'),
      send: lagging.send,
      during: (work) => work(),
    },
  ];
}

/** The server's connections end before and after. */
async function underBlow<T>(world: ApiWorld, { befall, undo }: Blow, work: () => Promise<T>): Promise<T> {
  const admin = await world.db.admin.reserve();
  const run = async (statements: string[]) => {
    for (const statement of statements) await admin.unsafe(statement);
  };
  const recovered = async () => {
    while ((await world.send({ url: '/readyz' })).status !== 200) await sleep(20);
  };
  const disconnect = async () => {
    await admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity
                 where datname = current_database() and usename in ('rowseal_gateway', 'rowseal_issuer')`;
    // The server hears of it in the next turns.
    for (let turn = 0; turn < 3; turn++) await setImmediate();
  };
  await run(befall);
  try {
    await disconnect();
    return await work();
  } finally {
    await run(undo);
    await disconnect();
    admin.release();
    await recovered();
  }
}
