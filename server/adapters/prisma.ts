import { PrismaPg } from '@prisma/adapter-pg';
import type { CredentialOptions } from './credentials.ts';
import type { Lease } from './lease.ts';
import { type PoolOptions, WorkspacePool } from './workspace-pool.ts';
import { type Workspaces, workspacesOver } from './workspaces.ts';

export * from './exported.ts';

/** What a generated client is given as `adapter`. */
export type Adapter = Pick<PrismaPg, 'provider' | 'adapterName' | 'connect'>;

/** What is needed of a generated client, or of one that it was extended to. */
export interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: overloaded in the generated client, whose types say what is handed out.
  $transaction(...args: any[]): Promise<any>;
  $disconnect(): Promise<void>;
}

/** What Prisma hands to the function of an interactive transaction. */
export type Transaction<Given extends Client> = Omit<Given, '$connect' | '$disconnect' | '$on' | '$use' | '$extends'>;

/** How workspaces are opened. */
export type Options<Given extends Client> = PoolOptions &
  CredentialOptions & {
    /** Makes the client: `(adapter) => new PrismaClient({ adapter })`. Its `transactionOptions` limit every transaction: 5 seconds if they are left out. */
    client: (adapter: Adapter) => Given;
  };

/**
 * Opens workspaces for Prisma: the handle is the client of an interactive transaction.
 *
 * @param options - see {@link Options}.
 */
export function openWorkspaces<Given extends Client>(options: Options<Given>): Workspaces<Transaction<Given>> {
  const pool = new WorkspacePool(options);
  const client = options.client(adapterOver(pool));
  return workspacesOver<Transaction<Given>>(options, {
    transaction: (entry, job, signal) =>
      pool.lend(
        entry,
        (lease) => client.$transaction(lease.guarding(job)).catch((error: unknown) => withDriversError(error, lease)),
        signal,
      ),
    ask: (entry) => pool.ask(entry),
    savepoint: (tx, job) => (tx as unknown as Given).$transaction(job),
    close: async () => {
      await client.$disconnect();
      await pool.end();
    },
  });
}

/** Prisma's own adapter for `pg`, whose pool lends what {@link WorkspacePool} lends, and opens no connection itself. */
function adapterOver(pool: WorkspacePool): Adapter {
  const own = new PrismaPg({});
  return {
    provider: own.provider,
    adapterName: own.adapterName,
    connect: async () => {
      const adapter = await own.connect();
      Object.assign(adapter.underlyingDriver(), { connect: () => pool.connect(), query: () => pool.query() });
      return adapter;
    },
  };
}

/** Prisma tells what the database said in a copy; the error itself becomes the cause of Prisma's. */
function withDriversError(error: unknown, lease: Lease): never {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  const code = meta?.driverAdapterError?.cause?.originalCode;
  if (error instanceof Error && code !== undefined && lease.failure?.code === code) error.cause ??= lease.failure;
  throw error;
}
