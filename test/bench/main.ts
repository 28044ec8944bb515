// npm run bench [http|telemetry|rls|roles|adapters|entrance|logins|sizing|memory|start|credentials|events|members|import] [-- --seconds=5 --rounds=5 --rotations=1000000 --rows=1000000 --users=100000 --explain]
// npm run bench peers [-- --rounds=9 --scale=1 --svg=docs/peers.svg --only=REST]
// npm run bench scale [-- --part=0.1 --write]; npm run bench sizing [-- --write]
// npm run bench former [-- --commit=79e71cb --tree=where-it-is-checked-out --only=refresh --rounds=5]
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { adapters } from './adapters.ts';
import { credentials } from './credentials.ts';
import { entrance } from './entrance.ts';
import { events } from './events.ts';
import { former } from './former.ts';
import { http } from './http.ts';
import { importing } from './import.ts';
import { type Installation, startInstallation } from './installation.ts';
import { logins } from './logins.ts';
import { members } from './members.ts';
import { memory } from './memory.ts';
import { rls } from './rls.ts';
import { roles } from './roles.ts';
import { scale } from './scale.ts';
import { sizing } from './sizing.ts';
import { start } from './start.ts';
import { printTable, printVerdicts, type Verdict } from './table.ts';
import { telemetry } from './telemetry.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    rotations: { type: 'string', default: '1000000' },
    rows: { type: 'string', default: '1000000' },
    users: { type: 'string', default: '100000' },
    commit: { type: 'string', default: '79e71cb' },
    tree: { type: 'string' },
    only: { type: 'string', default: '' },
    explain: { type: 'boolean', default: false },
    svg: { type: 'string' },
    scale: { type: 'string', default: '1' },
    part: { type: 'string', default: '0.1' },
    write: { type: 'boolean', default: false },
  },
});
const options = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  rotations: Number(values.rotations),
  rows: Number(values.rows),
  users: Number(values.users),
  commit: values.commit,
  tree: values.tree,
  only: values.only,
  explain: values.explain,
  svg: values.svg,
  scale: Number(values.scale),
  part: Number(values.part),
  write: values.write,
};

type Table = (installation: Installation) => Promise<Verdict[]>;

/** Tables of a cluster in memory, and of one that keeps what it commits. */
const TABLES: Record<'volatile' | 'durable', Record<string, Table>> = {
  volatile: {
    http: (installation) => http(installation, options),
    telemetry: (installation) => telemetry(installation, options),
    rls: (installation) => rls(installation, options),
    roles: (installation) => roles(installation, options),
    adapters: (installation) => adapters(installation, options),
    entrance: (installation) => entrance(installation, options),
    logins: (installation) => logins(installation, options),
    sizing: (installation) => sizing(installation, options),
    memory,
    start: (installation) => start(installation, options),
    peers: async (installation) => (await installedPeers()).peers(installation, options),
  },
  durable: {
    credentials: (installation) => credentials(installation, options),
    events: (installation) => events(installation, options),
    members: (installation) => members(installation, options),
    import: (installation) => importing(installation, options),
  },
};

const names = Object.values(TABLES).flatMap(Object.keys);
// The peers are installed when somebody asks for them.
const wanted = positionals.length > 0 ? positionals : names.filter((name) => name !== 'peers');
/** Tables that start their own clusters, and are measured where somebody asks for them. */
const APART: Record<string, () => Promise<Verdict[]>> = {
  former: () => former(options),
  scale: () => scale(options),
};
const unknown = wanted.find((name) => !names.includes(name) && !(name in APART));
if (unknown !== undefined)
  throw new Error(`there is no table ${unknown}: choose from ${[...names, ...Object.keys(APART)].join(', ')}`);

async function installedPeers(): Promise<typeof import('./peers/peers.ts')> {
  const folder = path.join(import.meta.dirname, 'peers');
  if (!existsSync(path.join(folder, 'node_modules')))
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  return import('./peers/peers.ts');
}

async function printMachine({ admin, storage }: Installation): Promise<void> {
  const [row] = await admin<{ version: string; durable: string }[]>`
    select current_setting('server_version') as version,
           string_agg(format('%s %s', name, setting), ', ' order by name) as durable
      from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum')`;
  printTable(
    'machine',
    ['part', 'is'],
    [
      ['node', process.version],
      ['PostgreSQL', `${row?.version}; ${row?.durable}; data in ${storage}`],
      ['processors', `${availableParallelism()} x ${cpus()[0]?.model.trim()}`],
      ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GB`],
    ],
  );
}

const verdicts: Verdict[] = [];
for (const [kind, tables] of Object.entries(TABLES)) {
  const chosen = Object.entries(tables).filter(([name]) => wanted.includes(name));
  if (chosen.length === 0) continue;
  const installation = await startInstallation({ durable: kind === 'durable' });
  const interrupt = () => void installation.stop().finally(() => process.exit(1));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await printMachine(installation);
    for (const [, table] of chosen) verdicts.push(...(await table(installation)));
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await installation.stop();
  }
}
for (const [name, table] of Object.entries(APART)) if (wanted.includes(name)) verdicts.push(...(await table()));
printVerdicts(verdicts);
