import { Command } from 'commander';
import { VERSION } from '../manifest.ts';
import { addAuditCommands } from './audit-commands.ts';
import { addDbaCommands } from './dba-commands.ts';
import { addEventCommands } from './event-commands.ts';
import { addImportCommand } from './import-command.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import { addOperatorCommands, type Circumstances } from './operator-commands.ts';
import type { Demo, ServeOptions } from './serve.ts';
import type { TestOptions } from './testing.ts';

// What commands do is imported when one runs: to read the help, nobody waits for a server to load.

/**
 * The command line. What a command is configured with comes from the environment alone.
 *
 * @param env - the process's environment.
 * @param running - told of what a command starts.
 * @param demo - what --demo seeds; left out: there is no such flag.
 * @returns parses arguments, and runs the command they name: `serve` where they name none. Throws instead of ending the process.
 */
export function commandLine(env: NodeJS.ProcessEnv, running: Lifecycle, demo?: Demo): Command {
  const program = new Command('rowseal')
    .description(
      'Auth for multi-tenant applications on PostgreSQL. docs/configuration.md lists the environment variables.',
    )
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => {} });
  const configuration = async () => (await import('../env.ts')).readConfiguration(env);
  const maintain = async (command: MaintenanceCommand) => {
    const { withMaintenance } = await import('./maintaining.ts');
    await withMaintenance(await configuration(), running, command);
  };
  const publicUrl = async () => (await import('../env.ts')).publicUrlOf(await configuration());
  const circumstances = { env, configuration, publicUrl, running, maintain };
  addServerCommands(program, circumstances, demo);
  addDatabaseCommands(program, circumstances);
  addTestKitCommands(program.command('test-kit').description('manage the kit for tests of isolation'), circumstances);
  addTestCommand(program, circumstances);
  addOperatorCommands(program, circumstances);
  addAuditCommands(program, circumstances);
  addDbaCommands(program, circumstances);
  addEventCommands(program, circumstances);
  addSqlCommand(program, circumstances);
  addImportCommand(program, circumstances);
  addPasswordCommands(
    program.command('passwords').description('prepare the breached passwords that nobody may choose'),
  );
  return program;
}

function addServerCommands(program: Command, { configuration, running }: Circumstances, demo: Demo | undefined): void {
  const withFlags = (command: Command, devMail: string) => {
    if (demo)
      command.option(
        '--demo <on|off>',
        'demo accounts and notes (default: on with the embedded database in development, else off)',
        onOrOff('demo'),
      );
    return command
      .option(
        '--dev-mail <on|off>',
        `keep mail and show it at /dev/mail, without SMTP (default: ${devMail})`,
        onOrOff('dev-mail'),
      )
      .option('--worker <on|off>', 'run the worker in this process too', onOrOff('worker'), true);
  };
  withFlags(program.command('serve', { isDefault: true }), 'on with the embedded database in development, else off')
    .description('run the server (default)')
    .allowExcessArguments()
    .action(async (options: ServeOptions, command: Command) => {
      if (command.args.length > 0)
        throw new Error(`there is no command "${command.args.join(' ')}"; see rowseal --help`);
      const { serve } = await import('./serve.ts');
      await serve(await configuration(), options, running, demo);
    });
  withFlags(program.command('dev'), 'on')
    .description('run the server for developing an application: on an embedded PostgreSQL, unless DATABASE_URL is set')
    .action(async (options: ServeOptions) => {
      const { develop } = await import('./developing.ts');
      await develop(await configuration(), options, running, demo);
    });
  program
    .command('worker')
    .description('run the worker only: maintenance, key rotation and mail')
    .action(async () => {
      const { serveWorker } = await import('./serve.ts');
      await serveWorker(await configuration(), running);
    });
}

function addDatabaseCommands(program: Command, { configuration, running }: Circumstances): void {
  program
    .command('migrate')
    .description("bring the database to this version, with an administrator's DATABASE_URL")
    .option(
      '--dry-run',
      'change nothing; print the statements, the locks, and the tables that would be rewritten',
      false,
    )
    .action(async (options: { dryRun: boolean }) => {
      const { migrate } = await import('./migrating.ts');
      await migrate(await configuration(), options, running);
    });
  program
    .command('uninstall')
    .description('remove Rowseal from a database, with every account and session in it')
    .argument('<database>', 'its name, which must be the one in DATABASE_URL')
    .option('--roles', "drop the cluster's roles too", false)
    .action(async (database: string, { roles }: { roles: boolean }) => {
      const { uninstallFrom } = await import('./migrating.ts');
      await uninstallFrom(await configuration(), { database, roles }, running);
    });
}

function addSqlCommand(program: Command, { env, configuration, running }: Circumstances): void {
  program
    .command('sql')
    .description('read rows of a workspace as the holder of the personal access token in ROWSEAL_TOKEN')
    .argument('[statement]', 'an SQL statement (default: from standard input, or asked for at a terminal)')
    .requiredOption('--workspace <workspace>', 'slug or id')
    .option('--json', 'as JSON', false)
    .action(async (statement: string | undefined, options: { workspace: string; json: boolean }) => {
      const { query } = await import('./querying.ts');
      await query({ env, configuration }, running, { ...options, ...(statement && { statement }) });
    });
}

function addPasswordCommands(passwords: Command): void {
  passwords
    .command('filter')
    .description(
      'make the file for ROWSEAL_PASSWORD_FILTER from a list of breached passwords, or of their SHA-1 hashes',
    )
    .argument('<list>', 'a file with one on each line; hashes may be followed by a colon and a count')
    .option('--out <file>', 'the file to write (default: <list>.filter)')
    .action(async (list: string, { out = `${list}.filter` }: { out?: string }) => {
      const { filterPasswords } = await import('./filtering.ts');
      console.log(await filterPasswords(list, out));
    });
}

function addTestKitCommands(kit: Command, { configuration, running }: Circumstances): void {
  const change = async (action: 'install' | 'remove', { role }: { role?: string }) => {
    const { changeTestKit } = await import('./test-kit.ts');
    await changeTestKit(await configuration(), { action, role }, running);
  };
  kit
    .command('install')
    .description('install the schema rowseal_test in a test database')
    .option('--role <login>', 'the login role of the suite, where it is not a superuser')
    .action(async (options: { role?: string }) => change('install', options));
  kit
    .command('remove')
    .description('remove it again')
    .action(async () => change('remove', {}));
}

function addTestCommand(program: Command, { configuration, running }: Circumstances): void {
  program
    .command('test')
    .description("run an application's tests of isolation; needs the test kit")
    .argument('[folder]', 'pgTAP files', 'sql-tests')
    .option('--command <line>', 'run this as the suite instead, for instance pg_prove; its exit code decides')
    .option('--mutants', 'weaken each policy of protected tables in turn: the suite must notice', false)
    .option('--matrix <file>', 'compare who reaches what with a committed file; write it if there is none')
    .option('--update', 'write that file', false)
    .action(async (folder: string, options: Omit<TestOptions, 'folder'>) => {
      const { testApplication } = await import('./testing.ts');
      await testApplication(await configuration(), { folder, ...options }, running);
    });
}

function onOrOff(flag: string): (value: string) => boolean {
  return (value) => {
    if (value !== 'on' && value !== 'off') throw new Error(`--${flag} takes on or off`);
    return value === 'on';
  };
}
