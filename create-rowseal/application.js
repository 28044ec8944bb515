import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What there is to choose from; the first is what nobody has to choose. */
export const CHOICES = { framework: ['fastify', 'next'], data: ['sql', 'drizzle'] };

const TEMPLATES = path.join(import.meta.dirname, 'templates');
/** npm leaves such files out of packages, or renames them. */
const NAMES = { _gitignore: '.gitignore' };
/** What somebody who starts with a repository has already. */
const NOTHING = new Set(['.git', '.DS_Store']);

/**
 * Writes an application into an empty folder. Overwrites nothing.
 *
 * @param {{ folder: string, framework?: string, data?: string, rowseal?: string }} options - where, which of {@link CHOICES}, and where npm finds Rowseal.
 * @throws Error with a sentence for the developer.
 */
export async function createApplication({ folder, framework = CHOICES.framework[0], data = CHOICES.data[0], rowseal }) {
  requireChoice('framework', framework);
  requireChoice('data', data);
  await requireEmpty(folder);
  const parts = ['base', data, framework];
  for (const part of parts) await copy(path.join(TEMPLATES, part), folder);
  const { version } = JSON.parse(await readFile(path.join(import.meta.dirname, 'package.json'), 'utf8'));
  const manifests = parts.map(async (part) =>
    JSON.parse(await readFile(path.join(TEMPLATES, part, 'package.json'), 'utf8').catch(() => '{}')),
  );
  const manifest = merged(await Promise.all(manifests), { rowseal: rowseal ?? version });
  await write(path.join(folder, 'package.json'), `${JSON.stringify({ name: nameOf(folder), ...manifest }, null, 2)}\n`);
  await write(path.join(folder, '.env'), secrets(), 0o600);
}

function requireChoice(option, chosen) {
  if (!CHOICES[option].includes(chosen))
    throw new Error(`--${option} is ${CHOICES[option].join(' or ')}, and not ${chosen}`);
}

async function requireEmpty(folder) {
  const found = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error.code === 'ENOTDIR' ? new Error(`${folder} is no folder`) : error;
  });
  const [something] = found.filter((name) => !NOTHING.has(name));
  if (something !== undefined) throw new Error(`${folder} is not empty: it has ${something}. Name a new folder`);
}

async function copy(from, to) {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const inside = path.relative(from, path.join(entry.parentPath ?? entry.path, entry.name));
    if (!entry.isFile() || inside === 'package.json') continue;
    const target = path.join(to, path.dirname(inside), NAMES[entry.name] ?? entry.name);
    await write(target, await readFile(path.join(from, inside)));
  }
}

/** Fails where the file is there: somebody else may write into the folder meanwhile. */
async function write(file, content, mode = 0o666) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content, { flag: 'wx', mode });
}

/** One manifest of several, each of which adds to the one before. */
function merged(manifests, dependencies) {
  const all = {};
  for (const manifest of [...manifests, { dependencies }])
    for (const [key, value] of Object.entries(manifest))
      all[key] = typeof value === 'object' ? { ...all[key], ...value } : value;
  all.dependencies = Object.fromEntries(Object.entries(all.dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));
  return all;
}

/** The folder's name, as far as npm takes it for a package's. */
function nameOf(folder) {
  const name = path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name.slice(0, 100) || 'application';
}

/** What is nobody else's business, made for this application alone. */
function secrets() {
  const password = randomBytes(18).toString('base64url');
  return `# Secrets of this machine: never committed.
# Encrypts the signing keys, and the passwords of the login roles are derived from it. Keep it as long as the database.
ROWSEAL_MASTER_KEY=${randomBytes(32).toString('base64')}
# Of the people that npm run setup makes.
DEMO_PASSWORD=${randomBytes(18).toString('base64url')}
# Of PostgreSQL in compose.yaml.
POSTGRES_PASSWORD=${password}
# Left out: a PostgreSQL that npm has brought, with its data in .rowseal/. After docker compose up:
# DATABASE_URL=postgres://postgres:${password}@localhost:5432/postgres
`;
}
