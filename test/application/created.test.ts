import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '#server/manifest.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { ownLines, visitCreated } from '#test/support/created-application.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// npm create rowseal. What it writes is run here over this checkout; scripts/try-package.ts and created.long.test.ts run it as npm installs it.
const run = promisify(execFile);
const BIN = path.join(ROOT, 'create-rowseal/index.js');
const scratch = await mkdtemp(path.join(tmpdir(), 'rowseal-create-'));
closeAfterFile(() => rm(scratch, { recursive: true }));

/** Runs the command, with nobody at a terminal. */
const create = (...args: string[]) =>
  run(process.execPath, [BIN, ...args], { cwd: scratch }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stderr }) => ({ code, output: stderr as string }),
  );
const json = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
const filesOf = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

describe('npm create rowseal', () => {
  test('asks nothing without a terminal, and says what comes next', async () => {
    const { code, output } = await create('Meine Notizen');
    expect([code, output]).toEqual([0, expect.stringContaining('npm run setup')]);
    const folder = path.join(scratch, 'Meine Notizen');
    expect(await filesOf(folder)).toEqual([
      '.env',
      '.github/workflows/test.yml',
      '.gitignore',
      'AGENTS.md',
      'README.md',
      'compose.yaml',
      'lib/migrate.js',
      'lib/notes.js',
      'lib/rowseal.js',
      'package.json',
      'server.js',
      'setup.js',
      'sql/001-notes.sql',
      'test/isolation.test.js',
    ]);
    const { name, dependencies } = await json(path.join(folder, 'package.json'));
    const { version } = await json(path.join(ROOT, 'package.json'));
    expect([name, dependencies.rowseal]).toEqual(['meine-notizen', version]);
  });

  test.each(['fastify', 'next'])('for %s depends on what development has, and no more', async (framework) => {
    await create(
      `versions-${framework}`,
      '--framework',
      framework,
      '--data',
      'drizzle',
      '--rowseal',
      'file:../rowseal.tgz',
    );
    const { dependencies, optionalDependencies, scripts } = await json(
      path.join(scratch, `versions-${framework}/package.json`),
    );
    const own = await json(path.join(ROOT, 'package.json'));
    const next = await json(path.join(ROOT, 'examples/next/package.json'));
    const known = { ...own.peerDependencies, ...own.devDependencies, ...own.dependencies, ...next.dependencies };
    const { rowseal, ...others } = { ...dependencies, ...optionalDependencies };
    expect(rowseal).toBe('file:../rowseal.tgz');
    expect(Object.keys(others).length).toBeGreaterThan(6);
    expect(Object.entries(others).filter(([name, version]) => known[name] !== version)).toEqual([]);
    const page = { fastify: 'server.js', next: 'app/workspaces/[slug]/page.jsx' }[framework] ?? '';
    expect(await ownLines(path.join(scratch, `versions-${framework}`), page)).toBeLessThan(60);
    const workflow = await readFile(path.join(scratch, `versions-${framework}/.github/workflows/test.yml`), 'utf8');
    const called = [...workflow.matchAll(/- run: npm (?:run )?(\w+)/g)].map(([, name = '']) => name);
    expect(called).toEqual(['ci', 'test']);
    expect(Object.keys(scripts).sort()).toEqual(expect.arrayContaining(['dev', 'setup', 'start', 'test']));
  });

  test.skipIf(!existsSync('/usr/bin/script'))(
    'at a terminal asks for what no flag has chosen, and for no more',
    async () => {
      const asks = async (answers: string[], ...args: string[]) => {
        const terminal = spawn('script', ['-qec', `'${process.execPath}' '${BIN}' ${args.join(' ')}`, '/dev/null'], {
          cwd: scratch,
        });
        const questions: string[] = [];
        let shown = '';
        terminal.stdout.on('data', (chunk) => {
          shown += chunk;
          const [question] = /[a-z]+ \(\w+ or \w+; \w+\): /.exec(shown) ?? [];
          if (question === undefined) return;
          questions.push(question);
          shown = '';
          terminal.stdin.write(`${answers.shift() ?? ''}\n`);
        });
        const [code] = await once(terminal, 'close');
        return { code, questions };
      };
      expect(await asks(['next', ''], 'asked')).toEqual({
        code: 0,
        questions: ['framework (fastify or next; fastify): ', 'data (sql or drizzle; sql): '],
      });
      expect(await filesOf(path.join(scratch, 'asked'))).toEqual(
        expect.arrayContaining(['lib/notes.js', 'next.config.js', 'proxy.js']),
      );
      expect(await asks([''], 'asked-less', '--data', 'drizzle')).toMatchObject({
        code: 0,
        questions: [expect.stringContaining('framework')],
      });
      expect(await asks([], 'asked-nothing', '--yes')).toEqual({ code: 0, questions: [] });
    },
  );

  test('writes secrets that are the application’s alone, for its owner alone, and git leaves them out', async () => {
    await Promise.all([create('one'), create('other')]);
    const secrets = async (name: string) => readFile(path.join(scratch, name, '.env'), 'utf8');
    const keysOf = (text: string) =>
      [...text.matchAll(/^([A-Z_]+)=(.{20,})$/gm)].map(([, name, value]) => [name, value]);
    const [one, other] = [keysOf(await secrets('one')), keysOf(await secrets('other'))];
    expect(one.map(([name]) => name)).toEqual(['ROWSEAL_MASTER_KEY', 'DEMO_PASSWORD', 'POSTGRES_PASSWORD']);
    expect(new Set([...one, ...other].map(([, value]) => value)).size).toBe(6);
    const folder = path.join(scratch, 'one');
    expect(((await stat(path.join(folder, '.env'))).mode & 0o777).toString(8)).toBe('600');
    await run('git', ['init', '--quiet'], { cwd: folder });
    const { stdout } = await run('git', ['status', '--porcelain', '--untracked-files=all'], { cwd: folder });
    // The control: what is to be committed is there.
    expect(stdout).toContain('server.js');
    expect(stdout).not.toContain('.env');
    const committed = await Promise.all(
      (await filesOf(folder))
        .filter((file) => !/^\.(env|git\/)/.test(file))
        .map((file) => readFile(path.join(folder, file), 'utf8')),
    );
    for (const [, value = ''] of one) expect(committed.join()).not.toContain(value);
  });

  test('writes nothing into a folder that holds something, nor over a file', async () => {
    const folder = path.join(scratch, 'taken');
    await mkdir(path.join(folder, '.git'), { recursive: true });
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    const { code, output } = await create('taken');
    expect([code, output.trim()]).toEqual([1, `${folder} is not empty: it has notes.txt. Name a new folder`]);
    expect(await filesOf(folder)).toEqual(['notes.txt']);
    expect((await create('taken/notes.txt')).output.trim()).toBe(`${folder}/notes.txt is no folder`);
    // The control: a repository without a file is empty.
    await rm(path.join(folder, 'notes.txt'));
    expect((await create('taken')).code).toBe(0);
  });

  test.each([
    [['x', '--framework', 'express'], '--framework is fastify or next, and not express'],
    [['x', '--data', 'prisma'], '--data is sql or drizzle, and not prisma'],
    [['x', '--framework', '../../..'], '--framework is fastify or next, and not ../../..'],
    [['x', 'y'], 'one folder at most: x y'],
  ])('refuses %j with a sentence', async (args, sentence) => {
    expect(await create(...args)).toEqual({ code: 1, output: `${sentence}\n` });
    expect(await readdir(scratch)).not.toContain('x');
  });
});

describe.each(['sql', 'drizzle'])('the application over Fastify, with --data %s', (data) => {
  test('signs people in, lists the rows of their workspace, and refuses another one', async () => {
    const db = await freshDatabase();
    await db.admin`drop schema app cascade`;
    // Within the checkout, whose modules it imports by the package's name.
    const folder = path.join(import.meta.dirname, `created-${data}-${process.pid}.tmp`);
    closeAfterFile(() => rm(folder, { recursive: true, force: true }));
    await run(process.execPath, [BIN, folder, '--data', data]);
    expect(await ownLines(folder, 'server.js')).toBeLessThan(60);
    const publicUrl = 'http://localhost:3000/auth';
    const given = {
      DATABASE_URL: db.adminUrl,
      ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
      DEMO_PASSWORD: 'a password of two people who try it',
      PUBLIC_URL: publicUrl,
      PORT: '0',
    };
    Object.assign(process.env, given);
    // What another test file has left: an application keeps one a process.
    forget();
    try {
      await import(path.join(folder, 'setup.js'));
      const { app } = await import(path.join(folder, 'server.js'));
      try {
        const { port } = app.server.address() as AddressInfo;
        await visitCreated(`http://localhost:${port}`, publicUrl, given.DEMO_PASSWORD);
      } finally {
        await app.close();
      }
    } finally {
      for (const variable of Object.keys(given)) delete process.env[variable];
      forget();
    }
  });
});

function forget(): void {
  const kept = globalThis as { rowseal?: unknown; workspaces?: unknown };
  delete kept.rowseal;
  delete kept.workspaces;
}
