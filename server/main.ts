#!/usr/bin/env node
import { CommanderError } from 'commander';
import { commandLine } from './cli/command-line.ts';
import { nothingRunning } from './cli/lifecycle.ts';

const running = nothingRunning();

/** One sentence an operator can act on. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${error.message.replace(/^.*EADDRINUSE: /, '')}: set PORT or ROWSEAL_METRICS_PORT to a free one`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ENOENT' || code === 'CONNECT_TIMEOUT') {
    return `the database cannot be reached: ${error.message}`;
  }
  return error instanceof CommanderError ? error.message.replace(/^error: /, '') : error.message;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // A second signal ends the process at once.
    process.once(signal, () => process.exit(1));
    running.stop().then(() => process.exit(0));
  });
}

try {
  await commandLine(process.env, running).parseAsync();
} catch (error) {
  const helped = error instanceof CommanderError && /^commander\.(help|version)/.test(error.code);
  if (!helped) console.error(`rowseal: ${explain(error)}`);
  await running.stop();
  process.exit(helped ? error.exitCode : 1);
}
