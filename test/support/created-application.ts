import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Trial } from './package-trial.ts';
import { freePort } from './rowseal-process.ts';

/** What `npm run setup` of a created application makes. */
const PEOPLE = { email: 'ann@example.com', own: 'acme', foreign: 'globex' };

/**
 * Uses a created application as its first user does, by cookies and forms alone: asks for a page, is sent to sign in and comes back to it, sees the rows
 * of the own workspace, and none of another one.
 *
 * @param url - where it listens.
 * @param publicUrl - of Rowseal, as it knows it.
 * @param password - of the people.
 * @throws Error which says at what it failed.
 */
export async function visitCreated(url: string, publicUrl: string, password: string): Promise<void> {
  const { origin } = new URL(publicUrl);
  const browser = formBrowser(url, origin);
  const home = await browser.open('/');
  const [, signIn = ''] = /<a href="([^"]+)">Sign in<\/a>/.exec(home) ?? [];
  const { pathname, searchParams } = new URL(signIn, origin);
  const isWay = pathname === '/auth/sign-in' && searchParams.get('return_to') === '/workspaces/acme';
  expect(isWay, `/ showed ${home}`);
  const form = await browser.open(signIn);
  expect(form.includes('name="password"'), `${signIn} showed ${form}`);
  const wrong = await browser.open('/auth/sign-in', {
    email: PEOPLE.email,
    password: 'a wrong password, for the control',
  });
  expect(wrong.includes('Incorrect email or password'), `a wrong password showed ${wrong}`);
  const own = await browser.open('/auth/sign-in', { email: PEOPLE.email, password });
  expect(own.includes(`<li>The first note of ${PEOPLE.own}</li>`), `signing in led to ${own}`);
  const foreign = await browser.open(`/workspaces/${PEOPLE.foreign}`);
  expect(foreign.includes('not a member') && !foreign.includes('<li>'), `another workspace showed ${foreign}`);
  const nobody = await formBrowser(url, origin).open(`/workspaces/${PEOPLE.own}`);
  expect(nobody.includes('Sign in') && !nobody.includes('<li>'), `somebody who has not signed in saw ${nobody}`);
}

/**
 * What a stranger does in an empty folder: creates an application by the packed command, installs it, sets it up, starts it, uses it, and runs its tests.
 *
 * @param trial - with the tarball of this checkout.
 * @param flags - of the command.
 * @returns the folder, and how many milliseconds it all took.
 * @throws Error which says at what it failed.
 */
export async function tryCreated(trial: Trial, ...flags: string[]): Promise<{ folder: string; took: number }> {
  const command = await trial.pack('create-rowseal');
  const created = await trial.inFolder(`created${flags.join('')}`);
  const [port, { folder, env }] = [await freePort(), created];
  // The PostgreSQL that npm has brought, whatever this checkout is tried with.
  delete env['DATABASE_URL'];
  const publicUrl = `http://localhost:${port}/auth`;
  Object.assign(env, { PORT: port, PUBLIC_URL: publicUrl, NEXT_TELEMETRY_DISABLED: '1' });
  const began = performance.now();
  const done = async (...words: [string, ...string[]]) => {
    const { code, output } = await created.command(...words);
    expect(code === 0, `${words.join(' ')}: ${output}`);
  };
  // `npm create rowseal`, but for where the command comes from.
  const rowseal = `file:${trial.tarball}`;
  await done('npm', 'exec', '--yes', `--package=${command}`, '--', 'create-rowseal', '--rowseal', rowseal, ...flags);
  await done('npm', 'install', '--no-audit', '--no-fund');
  await done('npm', 'run', 'setup');
  const [, password = ''] = /^DEMO_PASSWORD=(.+)$/m.exec(await readFile(path.join(folder, '.env'), 'utf8')) ?? [];
  const server = spawn('npm', ['run', 'dev'], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (output += chunk));
  try {
    await answering(`${publicUrl}/readyz`, () => expect(server.exitCode === null, `npm run dev ended: ${output}`));
    await visitCreated(`http://localhost:${port}`, publicUrl, password).catch((error) => {
      throw new Error(`${error.message}\nnpm run dev: ${output.slice(-2000)}`, { cause: error });
    });
  } finally {
    if (server.exitCode === null) {
      const ended = once(server, 'close');
      process.kill(-(server.pid ?? 0), 'SIGTERM');
      await ended;
    }
  }
  await done('npm', 'test');
  return { folder, took: Math.round(performance.now() - began) };
}

async function answering(url: string, look: () => void): Promise<void> {
  for (;;) {
    look();
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(100);
  }
}

/** Cookies, forms and redirects, at one address: what the public URL has as its origin is there. */
function formBrowser(url: string, origin: string) {
  const cookies = new Map<string, string>();
  return {
    /** The text that is shown in the end. */
    open: async (path: string, fields?: Record<string, string>): Promise<string> => {
      let answer = await send(path, fields);
      for (let hops = 0; hops < 5 && answer.status >= 300 && answer.status < 400; hops++)
        answer = await send(answer.headers.get('location') ?? '');
      return (await answer.text()).replaceAll('<!-- -->', '');
    },
  };

  async function send(path: string, fields?: Record<string, string>): Promise<Response> {
    const target = new URL(path, origin);
    expect(target.origin === origin, `was sent to ${target}`);
    const answer = await fetch(url + target.pathname + target.search, {
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'sec-fetch-site': 'same-origin',
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...(fields ? { origin } : {}),
      },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
    for (const each of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
}

/**
 * How much of a created application its developer would write by hand: the table, the queries and the page. Neither blank lines nor comments count.
 *
 * @param folder - of the application.
 * @param page - the file that answers with pages.
 */
export async function ownLines(folder: string, page: string): Promise<number> {
  const files = await Promise.all(
    ['sql/001-notes.sql', 'lib/notes.js', page].map((file) => readFile(path.join(folder, file), 'utf8')),
  );
  return files.flatMap((text) => text.split('\n')).filter((line) => !/^\s*($|\/\/|\/\*\*|\*|--)/.test(line)).length;
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise.slice(0, 2000));
}
