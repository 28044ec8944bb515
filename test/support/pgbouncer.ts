import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pooler } from './renaming-pooler.ts';

/** Of a version that no package of the machine has. */
const GIVEN = process.env['ROWSEAL_TEST_PGBOUNCER'];
const BINARY = (GIVEN ? [GIVEN] : ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer']).find(
  (file) => spawnSync(file, ['--version']).status === 0,
);
if (GIVEN && !BINARY) throw new Error(`ROWSEAL_TEST_PGBOUNCER: ${GIVEN} is no PgBouncer`);

/** The version of PgBouncer on this machine; undefined: there is none. */
export const PGBOUNCER: string | undefined =
  BINARY && /[0-9]+\.[0-9]+/.exec(spawnSync(BINARY, ['--version']).stdout.toString())?.[0];

/** A PgBouncer that runs. */
export interface PgBouncer extends Pooler {
  pid: number;
  /** Gives its file of users other lines, and has it read them. */
  readAgain(users: string): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/**
 * Starts the PgBouncer of this machine.
 *
 * @param socketDirectory - of the server.
 * @param backends - connections to the server at most.
 * @param given - the port of one that was here before; left out: a free one.
 * @param pooling - how it pools, further lines of its configuration, and by which lines of its file of users it lets anybody in, as these lines say
 *   (left out: it lets in every login role of Rowseal, unasked).
 */
export async function startPgBouncer(
  socketDirectory: string,
  backends = 1,
  given?: number,
  { mode = 'transaction', more = '', users }: { mode?: 'transaction' | 'session'; more?: string; users?: string } = {},
): Promise<PgBouncer> {
  if (!BINARY) throw new Error('there is no PgBouncer here');
  const directory = await mkdtemp(path.join(tmpdir(), 'rowseal-pgbouncer-'));
  // As the server's own user: PgBouncer refuses to be root, and the socket is nobody else's.
  const { uid, gid } = await stat(socketDirectory);
  const port = given ?? (await freePort());
  const file = path.join(directory, 'users.txt');
  const settings = path.join(directory, 'pgbouncer.ini');
  await writeFile(file, users ?? ['gateway', 'issuer', 'worker'].map((door) => `"rowseal_${door}" ""\n`).join(''));
  await writeFile(
    settings,
    `[databases]
* = host=${socketDirectory}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
${users === undefined ? 'auth_type = trust' : ''}
auth_file = ${file}
pool_mode = ${mode}
default_pool_size = ${backends}
server_check_delay = 0
server_check_query = select 1
server_login_retry = 1
${more}
`,
  );
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const each of [directory, file, settings]) await chown(each, uid, gid);
  const child: ChildProcess = spawn(BINARY, [settings], { stdio: 'ignore', ...(isRoot ? { uid, gid } : {}) });
  while (child.exitCode === null && !(await answers(port))) await sleep(20);
  const end = async (...signals: NodeJS.Signals[]) => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      for (const signal of signals) child.kill(signal);
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };
  const readAgain = async (changed: string) => {
    await writeFile(file, changed);
    child.kill('SIGHUP');
  };
  return { port, pid: child.pid ?? 0, readAgain, kill: () => end('SIGKILL'), stop: () => end('SIGINT', 'SIGTERM') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
