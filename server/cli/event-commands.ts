import { type Command, Option } from 'commander';
import type { ExportOptions, TailOptions } from './exporting.ts';
import type { Circumstances } from './operator-commands.ts';
import type { VerifyOptions } from './verifying.ts';

/**
 * The commands on sealed audit events. They change nothing.
 *
 * @param program - the command line.
 * @param circumstances - what they need, once they run.
 */
export function addEventCommands(program: Command, { configuration, running }: Circumstances): void {
  const events = program.command('events').description('read and verify the audit events that were sealed');
  const exporting = () => import('./exporting.ts');
  const ask = async (question: import('./auditing.ts').Question) =>
    (await import('./auditing.ts')).ask(await configuration(), running, question);
  events
    .command('tail')
    .description('print events in the order in which they were sealed, as JSON lines')
    .option('--after <cursor>', 'those after the event with this cursor')
    .option('--follow', 'wait for further events', false)
    .option('--workspace <name>', 'those of one workspace (slug or id)')
    .action(async (options: TailOptions) => ask((await exporting()).tail(options, running)));
  events
    .command('export')
    .description('print what it takes to verify events without Rowseal: events, batches, signatures and public keys')
    .addOption(new Option('--format <name>').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--workspace <name>', 'of one workspace (slug or id); events of others are hashes')
    .action(async (options: ExportOptions) => ask((await exporting()).exportEvents(options)));
  events
    .command('verify')
    .description('check that nothing was changed, removed, moved or added among sealed events')
    .option(
      '--head <head>',
      'one that has left the database: <segment>.<batch>.<hash>, or a line of the log or the file',
    )
    .option('--key <id>', 'the key that must have signed, as the log of the worker names it')
    .option('--file <export>', 'check an export, without a database')
    .option('--json', 'as JSON', false)
    .action(async (options: VerifyOptions) => {
      const { verify, verifyFile } = await import('./verifying.ts');
      if (options.file === undefined) await ask(verify(options));
      else await verifyFile(options.file, options);
    });
}
