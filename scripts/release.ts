// npm run release [-- --dry-run]: makes the release that CHANGELOG.md says is due: its version, its section of the changelog, a commit and a tag. A dry
// run only says what would be. Publishing is what is printed last, from CI, which signs where the package comes from.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { imageTags, planRelease } from './release-plan.ts';

const root = process.cwd();
/** What `npm create rowseal` runs: it writes applications for the Rowseal of its own version. */
const CREATE = 'create-rowseal';
const isDry = process.argv.includes('--dry-run');

try {
  release();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function release(): void {
  const { version, previous, changes } = planRelease(root);
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
  const { name, repository } = JSON.parse(read('package.json'));
  const tarball = `${name}-${version}.tgz`;
  console.log(`Version     ${version} (${previous === undefined ? 'the first' : `after ${previous}`})\n`);
  console.log(`Changes\n${changes}\n`);
  if (!isDry) {
    const today = new Date().toISOString().slice(0, 10);
    writeFileSync(
      path.join(root, 'CHANGELOG.md'),
      read('CHANGELOG.md').replace(/^## Unreleased$/m, `## Unreleased\n\n## ${version} (${today})`),
    );
    for (const folder of ['.', CREATE].filter((each) => existsSync(path.join(root, each))))
      run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version', '--prefix', folder);
    run('git', 'commit', '--all', '--message', `release: ${version}`);
    run('git', 'tag', '--annotate', `v${version}`, '--message', `${name} ${version}`);
  }
  const [packed] = JSON.parse(run('npm', 'pack', '--json', ...(isDry ? ['--dry-run'] : [])));
  console.log(
    `Tarball     ${tarball}: ${packed.entryCount} files, ${(packed.unpackedSize / 1e6).toFixed(1)} MB unpacked`,
  );
  console.log(`Provenance  npm publish ${tarball} --provenance --access public   (in CI, with an OIDC token)`);
  if (existsSync(path.join(root, CREATE))) console.log(`            and so for ${CREATE}`);
  if (repository === undefined)
    console.log('            package.json names no repository yet, which provenance is checked against');
  const tags = imageTags(version).map((tag) => `--tag ${name}:${tag}`);
  console.log(`Image       docker build --file docker/server.Dockerfile ${tags.join(' ')} .`);
  console.log(isDry ? '\nNothing was changed.' : `\nThen: git push --follow-tags`);
}

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
