#!/usr/bin/env node
import closeWithGrace from 'close-with-grace';
import { CommanderError } from 'commander';
import { commandLine } from './cli/command-line.ts';
import { createLifecycle, LONGEST_STOP_MS } from './cli/lifecycle.ts';
import { lameDuckMs } from './env.ts';

const longestStopMs = LONGEST_STOP_MS + lameDuckMs(process.env);
const running = createLifecycle({ longestStopMs: longestStopMs - 1_000 });

/** One sentence an operator can act on. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${error.message.replace(/^.*EADDRINUSE: /, '')}: set PORT or ROWSEAL_METRICS_PORT to a free one`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ENOENT' || code === 'CONNECT_TIMEOUT') {
    return `the database cannot be reached: ${error.message}`;
  }
  const hint = 'hint' in error && typeof error.hint === 'string' ? `. ${error.hint}` : '';
  return error instanceof CommanderError ? error.message.replace(/^error: /, '') : `${error.message}${hint}`;
}

// A second signal ends the process at once.
closeWithGrace(
  { delay: longestStopMs, logger: { error: (message) => console.error('rowseal:', message) }, skip: ['beforeExit'] },
  async ({ err }) => {
    if (err) console.error(`rowseal: ended by an error: ${err.stack ?? err.message}`);
    await running.stop();
  },
);

try {
  await commandLine(process.env, running).parseAsync();
} catch (error) {
  const helped = error instanceof CommanderError && /^commander\.(help|version)/.test(error.code);
  if (!helped) console.error(`rowseal: ${explain(error)}`);
  await running.stop();
  process.exit(helped ? error.exitCode : 1);
}
