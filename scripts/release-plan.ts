// What a release would be, and what stands in its way.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import semver from 'semver';

/** A release that may be made. */
export interface ReleasePlan {
  version: string;
  /** Of the last release; undefined: there was none. */
  previous: string | undefined;
  /** What changed, as CHANGELOG.md says it. */
  changes: string;
}

const BRANCH = 'main';
const HEADING = /^## (.+)$/gm;

/** What users call, by file: each new, changed or removed name has to be in the changelog. */
const SURFACE: [file: RegExp, name: RegExp][] = [
  [/^docs\/configuration\.md$/, /`(ROWSEAL_[A-Z_]+)`/g],
  [/^docs\/configuration\.md$/, /`(--[a-z-]+)/g],
  [/^server\/http\/problem\.ts$/, /^ {2}([a-z_]+): \d{3},$/gm],
  [/^server\/(routes|oauth|pages)\/[\w-]+\.ts$/, /'(\/v1\/[^']+)'/g],
  [/^db\/functions\/.*\.sql$/, /^create or replace (?:function|procedure) (rowseal\.\w+)\(/gm],
];

/**
 * Works out the next release of a repository.
 *
 * @param root - its folder.
 * @throws Error that lists everything that stands in the way.
 */
export function planRelease(root: string): ReleasePlan {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  const manifest: { version: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const changelog = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
  const changes = sectionOf(changelog, 'Unreleased');
  const previous = git('tag', '--list', 'v*')
    .split('\n')
    .map((tag) => tag.slice(1))
    .filter((version) => semver.valid(version))
    .sort(semver.rcompare)[0];
  const obstacles = [
    ...(git('status', '--porcelain') === '' ? [] : ['the working tree has changes that are not committed']),
    ...(git('branch', '--show-current') === BRANCH ? [] : [`releases are made of ${BRANCH}`]),
    ...(changes === '' ? ['CHANGELOG.md lists nothing under "Unreleased"'] : []),
    ...(openMigrations(root) ? ['migrations/current is not committed: npm run migrations:commit'] : []),
    ...(previous === undefined ? [] : unlisted(git, root, `v${previous}`, changes)),
  ];
  if (obstacles.length > 0) throw new Error(obstacles.join('\n'));
  return { version: previous === undefined ? manifest.version : nextVersion(previous, changes), previous, changes };
}

/**
 * The version after another (Semantic Versioning 2.0.0): an entry that begins with "Breaking:" breaks what users have, one with "Fix:" or "Security:" mends,
 * any other adds. Before 1.0, what breaks counts as an addition, and an addition as a fix.
 *
 * @param previous - the version before.
 * @param changes - the entries.
 */
export function nextVersion(previous: string, changes: string): string {
  const entries = changes.split(/^- /m).filter((entry) => entry.trim() !== '');
  const breaks = entries.some((entry) => /^\**Breaking:/.test(entry));
  const adds = entries.some((entry) => !/^\**(Breaking|Fix|Security):/.test(entry));
  const isStable = semver.major(previous) > 0;
  const kind = breaks ? (isStable ? 'major' : 'minor') : adds && isStable ? 'minor' : 'patch';
  return semver.inc(previous, kind) ?? previous;
}

/**
 * A section of the changelog.
 *
 * @param changelog - the whole text.
 * @param title - of the section.
 */
export function sectionOf(changelog: string, title: string): string {
  const headings = [...changelog.matchAll(HEADING)];
  const at = headings.findIndex(([, name = '']) => name.split(' ')[0] === title);
  const [heading] = headings.slice(at, at + 1);
  if (at < 0 || !heading) return '';
  return changelog.slice(heading.index + heading[0].length, headings[at + 1]?.index).trim();
}

/**
 * The tags of an image: the version, and those that move.
 *
 * @param version - of the release.
 */
export function imageTags(version: string): string[] {
  if (semver.prerelease(version)) return [version];
  const [major, minor] = [semver.major(version), semver.minor(version)];
  return [version, `${major}.${minor}`, ...(major > 0 ? [`${major}`] : []), 'latest'];
}

function openMigrations(root: string): boolean {
  const folder = path.join(root, 'migrations/current');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sql')) : [];
  return files.some((name) => !/^(\s*--.*)*\s*$/.test(readFileSync(path.join(folder, name), 'utf8')));
}

function unlisted(git: (...args: string[]) => string, root: string, tag: string, changes: string): string[] {
  const then = surface((file) => git('show', `${tag}:${file}`), git('ls-tree', '-r', '--name-only', tag));
  const now = surface((file) => readFileSync(path.join(root, file), 'utf8'), git('ls-files'));
  const missing = [...then, ...now]
    .filter((name) => !(then.has(name) && now.has(name)) && !isNamed(name, changes))
    .sort();
  return missing.map((name) => `${name} is ${now.has(name) ? 'new' : 'gone'}, and CHANGELOG.md does not say so`);
}

function surface(read: (file: string) => string, files: string): Set<string> {
  const names = files
    .split('\n')
    .flatMap((file) =>
      SURFACE.filter(([pattern]) => pattern.test(file)).flatMap(([, name]) =>
        [...read(file).matchAll(name)].map(([, found = '']) => found),
      ),
    );
  return new Set(names);
}

/** A function may be named without its schema, a path with what it takes. */
function isNamed(name: string, changes: string): boolean {
  return changes.includes(name.replace(/^rowseal\./, ''));
}
