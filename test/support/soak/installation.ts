import { chownSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { postgresOptions } from '#server/database/drivers.ts';
import { serverAccount } from '#server/embedded/account.ts';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { install } from '#server/install/install.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { ownCluster, preparedCluster } from '#test/support/own-cluster.ts';
import { type PgBouncer, startPgBouncer } from '#test/support/pgbouncer.ts';
import { freePort, type Run, startRowseal } from '#test/support/rowseal-process.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../server/main.ts');
const DATABASE = 'rowseal';
/** Connections of PgBouncer to the server, for each login role. */
const BACKENDS = 20;

/** A process of Rowseal that can be killed, and comes back where it was. */
export class Program {
  readonly name: string;
  readonly #args: string[];
  readonly #env: Record<string, string>;
  readonly #greeting: string;
  #run: Run | undefined;
  #saidBefore = '';

  /**
   * @param name - as failures call it.
   * @param args - its command line.
   * @param env - its environment.
   * @param greeting - what it says once it runs.
   */
  constructor(name: string, args: string[], env: Record<string, string>, greeting: string) {
    this.name = name;
    this.#args = args;
    this.#env = env;
    this.#greeting = greeting;
  }

  /** What it has said since it was first started. */
  get said(): string {
    return this.#saidBefore + (this.#run?.output() ?? '');
  }

  get pid(): number {
    return this.#run?.process.pid ?? 0;
  }

  async start(): Promise<void> {
    const run = startRowseal(this.#env, this.#args, tmpdir(), MAIN);
    this.#run = run;
    while (!run.output().includes(this.#greeting)) {
      if (run.process.exitCode !== null) throw new Error(`${this.name} did not start: ${run.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it by a signal; the exit code, null where the signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const run = this.#run;
    if (!run) return null;
    run.process.kill(signal);
    const code = await run.exited;
    this.#saidBefore = this.said;
    this.#run = undefined;
    return code;
  }
}

/** The database of an installation: on a disk, writing before it acknowledges, and always at the same socket. */
export class Database {
  readonly #folder: string;
  #cluster: Embedded | undefined;

  /** @param folder - for its data and its socket. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get dataDir(): string {
    return path.join(this.#folder, 'data');
  }

  /** A connection string at that socket. */
  url(role = 'postgres'): string {
    return `postgres://${role}@localhost/${DATABASE}?host=${encodeURIComponent(this.#folder)}`;
  }

  get cluster(): Embedded {
    if (!this.#cluster) throw new Error('the database does not run');
    return this.#cluster;
  }

  /** Copies what installing finds most of its work done in. */
  async prepare(): Promise<void> {
    const first = await preparedCluster([DATABASE], { dataDir: this.dataDir });
    await first.stop();
  }

  async start(): Promise<void> {
    this.#cluster = await ownCluster({
      dataDir: this.dataDir,
      settings: { unix_socket_directories: this.#folder, unix_socket_permissions: '0777' },
    });
  }

  async stop(): Promise<void> {
    await this.#cluster?.stop();
  }
}

/** Two servers behind a load balancer, a worker by itself, PgBouncer, PostgreSQL: processes, as an operator runs them. */
export interface SoakInstallation {
  database: Database;
  nodes: (Program & { url: string })[];
  worker: Program;
  pooler: { current: PgBouncer; restart(): Promise<void>; url(role: string): string };
  /** An administrator's connections, past the pooler. */
  admin: postgres.Sql;
  stop(): Promise<void>;
}

/**
 * Starts everything.
 *
 * @param authority - a certificate that the worker trusts besides others.
 */
export async function startSoakInstallation(authority: string): Promise<SoakInstallation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-soak-'));
  const { uid, gid } = serverAccount();
  chownSync(folder, uid, gid);
  const database = new Database(folder);
  await database.prepare();
  await database.start();
  const doors = await install({ adminUrl: database.url(), masterKey: TEST_MASTER_KEY });
  await installNotes(database.url());
  await seedDemo(database.url(), doors);
  const pooler = { current: await startPgBouncer(folder, BACKENDS) };
  const pooled = (role: string) => `postgres://${role}@127.0.0.1:${pooler.current.port}/${DATABASE}?sslmode=disable`;
  const trusted = path.join(folder, 'authority.pem');
  await writeFile(trusted, authority);
  const shared = {
    NODE_ENV: 'production',
    ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ROWSEAL_PUBLIC_URL: PUBLIC_URL,
    ROWSEAL_LOG_LEVEL: 'warn',
  };
  const node = async (name: string) => {
    const port = await freePort();
    const env = {
      ...shared,
      HOST: '127.0.0.1',
      PORT: port,
      ROWSEAL_GATEWAY_URL: pooled('rowseal_gateway'),
      ROWSEAL_ISSUER_URL: pooled('rowseal_issuer'),
      // All requests come from one address.
      ROWSEAL_RATE_LIMIT: '0',
    };
    const program = new Program(name, ['--worker=off'], env, 'Rowseal is ready');
    return Object.assign(program, { url: `http://127.0.0.1:${port}` });
  };
  const nodes = [await node('node 1'), await node('node 2')];
  const worker = new Program(
    'worker',
    ['worker'],
    {
      ...shared,
      ROWSEAL_WORKER_URL: doors.workerUrl,
      ROWSEAL_WEBHOOK_NETWORKS: '127.0.0.0/8,::1/128',
      NODE_EXTRA_CA_CERTS: trusted,
    },
    'The Rowseal worker is running',
  );
  const admin = postgres({ ...postgresOptions(database.url()), max: 2, onnotice: () => {} });
  await Promise.all([...nodes, worker].map((program) => program.start()));
  return {
    database,
    nodes,
    worker,
    pooler: Object.assign(pooler, {
      url: pooled,
      restart: async () => {
        pooler.current = await startPgBouncer(folder, BACKENDS, pooler.current.port);
      },
    }),
    admin,
    stop: async () => {
      await Promise.all([...nodes, worker].map((program) => program.end('SIGKILL')));
      await admin.end({ timeout: 1 });
      await pooler.current.stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
