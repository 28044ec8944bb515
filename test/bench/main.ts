// npm run bench [http|rls|logins|memory] [-- --seconds=5 --rounds=5 --explain]
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { http } from './http.ts';
import { type Installation, startInstallation } from './installation.ts';
import { logins } from './logins.ts';
import { memory } from './memory.ts';
import { rls } from './rls.ts';
import { printTable, printVerdicts } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    explain: { type: 'boolean', default: false },
  },
});
const options = { seconds: Number(values.seconds), rounds: Number(values.rounds), explain: values.explain };

const TABLES = {
  http: (installation: Installation) => http(installation, options),
  rls: (installation: Installation) => rls(installation, options),
  logins: (installation: Installation) => logins(installation, options),
  memory,
};

const wanted = positionals.length > 0 ? positionals : Object.keys(TABLES);
const unknown = wanted.find((name) => !(name in TABLES));
if (unknown !== undefined)
  throw new Error(`there is no table ${unknown}: choose from ${Object.keys(TABLES).join(', ')}`);

const installation = await startInstallation();
try {
  const [row] = await installation.admin<{ version: string }[]>`select current_setting('server_version') as version`;
  printTable(
    'machine',
    ['part', 'is'],
    [
      ['node', process.version],
      ['PostgreSQL', row?.version ?? ''],
      ['processors', `${availableParallelism()} x ${cpus()[0]?.model.trim()}`],
      ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GB`],
    ],
  );
  const verdicts = [];
  for (const [name, run] of Object.entries(TABLES)) {
    if (wanted.includes(name)) verdicts.push(...(await run(installation)));
  }
  printVerdicts(verdicts);
} finally {
  await installation.stop();
}
