import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageTags, nextVersion, planRelease, sectionOf } from '../../scripts/release-plan.ts';

const root = await mkdtemp(path.join(tmpdir(), 'rowseal-release-'));
afterAll(() => rm(root, { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
const write = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
};
const commit = () => {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'work');
};
const changelog = (entries: string, rest = '') =>
  write('CHANGELOG.md', `# Changelog\n\n## Unreleased\n\n${entries}\n${rest}`);

/** `npm run release` in the repository. */
async function release(...args: string[]): Promise<{ code: number; output: string }> {
  const script = path.resolve(import.meta.dirname, '../../scripts/release.ts');
  const { PATH = '', HOME = '' } = process.env;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
      cwd: root,
      env: { PATH, HOME },
    });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

beforeAll(async () => {
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Somebody');
  git('config', 'user.email', 'somebody@example.com');
  await write('package.json', '{ "name": "trial", "version": "0.1.0", "files": ["db"] }\n');
  await write('db/functions/a.sql', 'create or replace function rowseal.first_one(a text) returns text\n');
  await write('migrations/current/1-current.sql', '-- Enter migration here\n');
  await changelog('- The first version.');
  commit();
});

describe('what the version is', () => {
  test.each([
    ['0.1.0', '- Fix: a', '0.1.1'],
    ['0.1.0', '- a new thing', '0.1.1'],
    ['0.1.0', '- a new thing\n- Breaking: b', '0.2.0'],
    ['1.2.3', '- Security: a', '1.2.4'],
    ['1.2.3', '- a new thing\n- Fix: b', '1.3.0'],
    ['1.2.3', '- **Breaking: a**', '2.0.0'],
  ])('after %s, with "%s": %s', (previous, changes, next) => {
    expect(nextVersion(previous, changes)).toBe(next);
  });

  test('an image has its tag, and the tags that move', () => {
    expect(imageTags('0.1.2')).toEqual(['0.1.2', '0.1', 'latest']);
    expect(imageTags('3.1.2')).toEqual(['3.1.2', '3.1', '3', 'latest']);
    expect(imageTags('3.0.0-rc.1')).toEqual(['3.0.0-rc.1']);
  });

  test('a section of the changelog ends where the next begins', () => {
    const text = '# C\n\n## Unreleased\n\n- a\n\n## 0.1.0 (2026-01-01)\n\n- b\n';
    expect([sectionOf(text, 'Unreleased'), sectionOf(text, '0.1.0'), sectionOf(text, '0.2.0')]).toEqual([
      '- a',
      '- b',
      '',
    ]);
  });
});

test('a dry run prints version, changes, tarball, provenance and image tags, and changes nothing', async () => {
  const { code, output } = await release('--dry-run');
  expect(code).toBe(0);
  for (const line of [
    /^Version +0\.1\.0 \(the first\)$/m,
    /^- The first version\.$/m,
    /^Tarball +trial-0\.1\.0\.tgz: 2 files/m,
    /^Provenance +npm publish trial-0\.1\.0\.tgz --provenance/m,
    /^Image +docker build .* --tag trial:0\.1\.0 --tag trial:0\.1 --tag trial:latest \.$/m,
  ])
    expect(output).toMatch(line);
  expect(git('status', '--porcelain')).toBe('');
  expect(git('tag')).toBe('');
});

test('a release is a commit of its changelog, with a tag', async () => {
  expect((await release()).code).toBe(0);
  expect(git('tag')).toBe('v0.1.0\n');
  expect(git('log', '-1', '--format=%s')).toBe('release: 0.1.0\n');
  const text = await readFile(path.join(root, 'CHANGELOG.md'), 'utf8');
  expect(sectionOf(text, '0.1.0')).toBe('- The first version.');
  expect(text).toMatch(/^## Unreleased\n\n## 0\.1\.0 \(\d{4}-\d\d-\d\d\)\n/m);
});

describe('a release is refused', () => {
  test('while nothing is listed', async () => {
    expect(await release('--dry-run')).toEqual({
      code: 1,
      output: expect.stringContaining('CHANGELOG.md lists nothing'),
    });
  });

  test('while what users call has changed, and is not listed', async () => {
    await changelog('- Something.');
    await write('db/functions/b.sql', 'create or replace function rowseal.second_one() returns text\n');
    await write('db/functions/c.sql', 'create or replace function rowseal_private.inner_one() returns text\n');
    commit();
    expect(() => planRelease(root)).toThrow(/^rowseal\.second_one is new, and CHANGELOG.md does not say so$/);
    await changelog('- `rowseal.second_one` is there.');
    // In whatever room and file, an endpoint is one.
    await write('server/oauth/device-endpoint.ts', "app.post('/v1/oauth/device', {});\n");
    await write('server/routes/two-words.ts', "app.get('/v1/two/words', {});\n");
    commit();
    expect(() => planRelease(root)).toThrow(
      /^\/v1\/oauth\/device is new, .*\n\/v1\/two\/words is new, and CHANGELOG\.md does not say so$/,
    );
    for (const file of ['server/oauth/device-endpoint.ts', 'server/routes/two-words.ts'])
      await rm(path.join(root, file));
    await rm(path.join(root, 'db/functions/a.sql'));
    commit();
    expect(() => planRelease(root)).toThrow(/^rowseal\.first_one is gone, and CHANGELOG.md does not say so$/);
  });

  test('not, once it is: the control', async () => {
    await changelog('- Breaking: `first_one` is `second_one`.');
    commit();
    expect(planRelease(root)).toMatchObject({ version: '0.2.0', previous: '0.1.0' });
  });

  test('from another branch, from a tree with changes, and with a migration that is not committed', async () => {
    git('switch', '--quiet', '--create', 'other');
    expect(() => planRelease(root)).toThrow(/^releases are made of main$/);
    git('switch', '--quiet', 'main');
    await write('stray.txt', 'stray');
    expect(() => planRelease(root)).toThrow(/^the working tree has changes that are not committed$/);
    await rm(path.join(root, 'stray.txt'));
    await write('migrations/current/1-current.sql', 'alter table rowseal.users add column x text;\n');
    commit();
    expect(() => planRelease(root)).toThrow(/^migrations\/current is not committed/);
  });
});
