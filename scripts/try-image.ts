// npm run test:image: builds docker/server.Dockerfile and uses what it makes as a first user does: by docker-compose.yml where an engine answers, with
// everything read-only; elsewhere by the same steps in a folder. Prints how much the image adds to its base.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { serverAccount } from '../server/embedded/account.ts';
import { startEmbedded } from '../server/embedded/embedded-postgres.ts';
import { ensureDatabase } from '../server/install/install.ts';
import { ROOT } from '../server/manifest.ts';
import { type FollowedImage, followDockerfile } from '../test/support/dockerfile.ts';
import { freePort } from '../test/support/rowseal-process.ts';
import { type Mailbox, visit } from '../test/support/visitor.ts';

const run = promisify(execFile);
const MOST_MEGABYTES = 120;
const ROWSEAL_MASTER_KEY = randomBytes(32).toString('base64');
const isEngineThere = await run('docker', ['info']).then(
  () => true,
  () => false,
);
await (isEngineThere ? tryContainers() : tryFolder());

async function tryContainers(): Promise<void> {
  const env = { ...process.env, ROWSEAL_MASTER_KEY };
  const compose = (...args: string[]) =>
    run('docker', ['compose', '--project-name', 'rowseal-trial', ...args], { cwd: ROOT, env, maxBuffer: 2 ** 26 });
  try {
    await compose('up', '--build', '--detach', '--wait');
    const bytes = async (image: string) =>
      Number((await run('docker', ['image', 'inspect', '--format', '{{.Size}}', image])).stdout);
    weigh(((await bytes('rowseal')) - (await bytes('node:24-slim'))) / 1e6);
    await visit('http://localhost:4000', mailpit, true);
    console.log('The image serves, from a read-only root, with its worker beside it.');
  } finally {
    await compose('down', '--volumes');
  }
}

/** Mailpit's messages. */
async function mailpit(email: string): Promise<string | undefined> {
  const { messages } = (await (await fetch('http://localhost:8025/api/v1/messages')).json()) as {
    messages: { ID: string; To: { Address: string }[] }[];
  };
  const found = messages.find(({ To }) => To.some(({ Address }) => Address === email));
  if (!found) return undefined;
  return ((await (await fetch(`http://localhost:8025/api/v1/message/${found.ID}`)).json()) as { Text: string }).Text;
}

async function tryFolder(): Promise<void> {
  const image = await followDockerfile(path.join(ROOT, 'docker/server.Dockerfile'), {
    context: ROOT,
    installed: path.join(ROOT, 'node_modules'),
  });
  const cluster = await startEmbedded();
  const mail = await mailServer();
  try {
    // Run by root, what is served is another account's, as in the image.
    await chmod(path.dirname(image.folder), 0o755);
    const { stdout } = await run('du', ['-sk', '--apparent-size', image.folder]);
    weigh((Number.parseInt(stdout, 10) * 1024) / 1e6);
    await ensureDatabase(cluster.url(), 'rowseal');
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const shared = { ROWSEAL_MASTER_KEY, ROWSEAL_PUBLIC_URL: url, ROWSEAL_SMTP_URL: mail.url };
    const server = start(image, ['serve', '--worker=off'], {
      ...shared,
      PORT: port,
      DATABASE_URL: cluster.url('rowseal'),
    });
    // Its own door, without a role and a password.
    const door = cluster.url('rowseal').replace('postgres@', '');
    const worker = start(image, ['worker'], { ...shared, ROWSEAL_WORKER_URL: door });
    try {
      await server.isReady(url);
      await visit(url, mail.mailbox, true);
    } finally {
      await Promise.all([server.stop(), worker.stop()]);
    }
    console.log('No container engine answers: what the Dockerfile does in a folder serves, with its worker beside it.');
  } finally {
    await mail.close();
    await cluster.stop();
    await image.remove();
  }
}

function start(image: FollowedImage, args: string[], env: Record<string, string>) {
  const [program = '', ...parameters] = image.entrypoint;
  const child = spawn(program === 'node' ? process.execPath : program, [...parameters, ...args], {
    ...serverAccount(),
    cwd: image.folder,
    env: { ...image.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    isReady: async (url: string) => {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`${args[0]} ended: ${output}`);
        const isReady = await fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
        if (isReady) return;
        await sleep(100);
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      const code = await exited;
      if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${output}`);
    },
  };
}

async function mailServer(): Promise<{ url: string; mailbox: Mailbox; close(): Promise<void> }> {
  const texts = new Map<string, string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: async (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const { text = '' } = await PostalMime.parse(Buffer.concat(chunks));
      for (const { address } of envelope.rcptTo) texts.set(address, text);
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.server.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    mailbox: async (email) => texts.get(email),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function weigh(megabytes: number): void {
  console.log(`The image adds ${Math.round(megabytes)} MB to its base.`);
  if (megabytes > MOST_MEGABYTES) throw new Error(`that is more than ${MOST_MEGABYTES} MB`);
}
