import { CommanderError } from 'commander';
import { commandLine } from './command-line.ts';
import { explain } from './explain.ts';
import { createLifecycle, LONGEST_STOP_MS, lameDuckMs } from './lifecycle.ts';
import type { Demo } from './serve.ts';

/**
 * The process of the command line: runs the command that its arguments name, stops what that has started on a signal, and ends.
 *
 * @param demo - what --demo seeds; left out: there is none.
 */
export async function run(demo?: Demo): Promise<void> {
  const longestStopMs = LONGEST_STOP_MS + lameDuckMs(process.env);
  const running = createLifecycle({ longestStopMs: longestStopMs - 1_000 });
  const program = commandLine(process.env, running, demo).hook('preAction', async () => {
    const { default: closeWithGrace } = await import('close-with-grace');
    const logger = { error: (message: unknown) => console.error('rowseal:', message) };
    // A second signal ends the process at once.
    closeWithGrace({ delay: longestStopMs, logger, skip: ['beforeExit'] }, async ({ err }) => {
      if (err) console.error(`rowseal: ended by an error: ${err.stack ?? err.message}`);
      await running.stop();
    });
  });
  try {
    await program.parseAsync();
  } catch (error) {
    const helped = error instanceof CommanderError && /^commander\.(help|version)/.test(error.code);
    if (!helped) console.error(`rowseal: ${explain(error)}`);
    await running.stop();
    process.exit(helped ? error.exitCode : 1);
  }
}
