#!/usr/bin/env node
// npm create rowseal [folder] [-- --framework next --data drizzle]
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { CHOICES, createApplication } from './application.js';

const HELP = `Usage: npm create rowseal [folder] -- [options]

Writes an application with accounts, workspaces and a protected table into an empty folder (left out: this one).

  --framework <name>  ${CHOICES.framework.join(' or ')} (default: ${CHOICES.framework[0]})
  --data <name>       ${CHOICES.data.join(' or ')} (default: ${CHOICES.data[0]})
  --rowseal <spec>    where npm finds Rowseal, such as file:../rowseal-0.1.0.tgz (default: the version of this command)
  --yes               asks nothing; without a terminal nothing is asked either
  --help              shows this
`;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      framework: { type: 'string' },
      data: { type: 'string' },
      rowseal: { type: 'string' },
      yes: { type: 'boolean', short: 'y' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return process.stdout.write(HELP);
  if (positionals.length > 1) throw new Error(`one folder at most: ${positionals.join(' ')}`);
  const chosen = values.yes || !process.stdin.isTTY ? values : await asked(values);
  const folder = path.resolve(positionals[0] ?? '.');
  await createApplication({ ...chosen, folder });
  const there = path.relative(process.cwd(), folder);
  const steps = [...(there === '' ? [] : [`cd ${there}`]), 'npm install', 'npm run setup', 'npm run dev'];
  console.log(`Written. Next:\n\n${steps.map((step) => `  ${step}`).join('\n')}\n`);
}

/** Asks for what was not chosen by a flag. */
async function asked(values) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answers = {};
    for (const [option, choices] of Object.entries(CHOICES))
      if (values[option] === undefined)
        answers[option] =
          (await terminal.question(`${option} (${choices.join(' or ')}; ${choices[0]}): `)) || choices[0];
    return { ...values, ...answers };
  } finally {
    terminal.close();
  }
}
