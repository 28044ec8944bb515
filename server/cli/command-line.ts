import { Argument, Command, Option } from 'commander';
import type { NewClient } from '../database/maintenance.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../database/signing-key-functions.ts';
import type { Configuration } from '../env.ts';
import { VERSION } from '../manifest.ts';
import type { ClientOptions } from './clients.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import { addProviderCommands } from './providers.ts';
import type { Demo, ServeOptions } from './serve.ts';

// What commands do is imported when one runs: to read the help, nobody waits for a server to load.

/** How a client may authenticate (RFC 7591 section 2). */
const AUTH_METHODS = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const satisfies readonly NewClient['authMethod'][];

/** What a command needs, once it runs. */
interface Circumstances {
  configuration(): Promise<Configuration>;
  running: Lifecycle;
  /** Runs a command on an installation. */
  maintain(command: MaintenanceCommand): Promise<void>;
}

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
  const circumstances = { configuration, running, maintain };
  addServerCommands(program, circumstances, demo);
  addDatabaseCommands(program, circumstances);
  addTestKitCommands(program.command('test-kit').description('manage the kit for tests of isolation'), circumstances);
  addKeyCommands(program.command('keys').description('manage the keys that sign tokens'), circumstances);
  addClientCommands(
    program.command('client').description('manage OAuth clients: applications that sign people in here'),
    circumstances,
  );
  addProviderCommands(
    program.command('provider').description('manage identity providers that people sign in through'),
    env,
    async () => (await import('../env.ts')).publicUrlOf(await configuration()),
    maintain,
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
      .option('--worker <on|off>', 'run maintenance jobs in this process too', onOrOff('worker'), true);
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
    .description('run the server to develop an application with: on a PostgreSQL from npm, unless DATABASE_URL is set')
    .action(async (options: ServeOptions) => {
      const { develop } = await import('./developing.ts');
      await develop(await configuration(), options, running, demo);
    });
  program
    .command('worker')
    .description('run maintenance jobs only')
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
    .option('--roles', "the cluster's roles, too", false)
    .action(async (database: string, { roles }: { roles: boolean }) => {
      const { uninstallFrom } = await import('./migrating.ts');
      await uninstallFrom(await configuration(), { database, roles }, running);
    });
}

function addTestKitCommands(kit: Command, { configuration, running }: Circumstances): void {
  const change = async (action: 'install' | 'remove', { role }: { role?: string }) => {
    const { changeTestKit } = await import('./test-kit.ts');
    await changeTestKit(await configuration(), { action, role }, running);
  };
  kit
    .command('install')
    .description('put the schema rowseal_test into a database of tests')
    .option('--role <login>', 'the login role of a suite that is no superuser')
    .action(async (options: { role?: string }) => change('install', options));
  kit
    .command('remove')
    .description('take it out again')
    .action(async () => change('remove', {}));
}

function addKeyCommands(program: Command, { maintain }: Circumstances): void {
  const keys = () => import('./keys.ts');
  program
    .command('list')
    .description('list the signing keys, their states, and what comes next')
    .action(async () => maintain((await keys()).listKeys));
  program
    .command('rotate')
    .description('replace the current key with the next one')
    .addOption(new Option('--algorithm <name>').choices(SIGNING_ALGORITHMS).default('EdDSA'))
    .option('--force', 'even if verifiers may not have cached the next key yet', false)
    .action(async (options: { algorithm: SigningAlgorithm; force: boolean }) =>
      maintain((await keys()).rotateKey(options)),
    );
  program
    .command('add')
    .description('create the first key of an algorithm')
    .addArgument(new Argument('<algorithm>').choices(SIGNING_ALGORITHMS))
    .action(async (algorithm: SigningAlgorithm) => maintain((await keys()).addKey(algorithm)));
  program
    .command('revoke')
    .description('revoke a key that was stolen')
    .argument('<id>')
    .action(async (id: string) => maintain((await keys()).revokeKey(id)));
}

function addClientCommands(program: Command, { maintain }: Circumstances): void {
  const clients = () => import('./clients.ts');
  program
    .command('list')
    .description('list the registered clients')
    .action(async () => maintain((await clients()).listClients));
  program
    .command('add')
    .description('register a client')
    .argument('<name>', 'the name people see')
    .requiredOption('--redirect-uris <uris...>', 'redirect URIs')
    .addOption(new Option('--auth <method>').choices(AUTH_METHODS).default('client_secret_basic'))
    .option('--jwks <file>', 'a file with its public keys (JWK set), for private_key_jwt')
    .option('--scope <words>', 'the scopes it may request (default: any)')
    .addOption(
      new Option('--id-tokens <algorithm>', 'the algorithm that signs its ID tokens')
        .choices(SIGNING_ALGORITHMS)
        .default('RS256'),
    )
    .option('--first-party', 'first party: people are not asked for consent', false)
    .option('--logo <uri>', 'https address of a picture, shown where people are asked for consent')
    .option('--waive-pkce', 'it may leave PKCE out where it sends a nonce; not with --auth none', false)
    .option(
      '--waive-nonce',
      'beside --waive-pkce: it may leave the nonce out too; nothing then defends its codes',
      false,
    )
    .option('--post-logout-redirect-uris <uris...>', 'where people may be sent after they have signed out', [])
    .option('--backchannel-logout-uri <uri>', 'where it is told that a session has ended')
    .action(async (name: string, { auth, idTokens, waivePkce, waiveNonce, ...options }: ClientFlags) => {
      const { addClient } = await clients();
      const waived = { pkceWaived: waivePkce, nonceWaived: waiveNonce };
      await maintain(addClient(name, { ...options, ...waived, authMethod: auth, idTokenAlgorithm: idTokens }));
    });
  program
    .command('remove')
    .description('remove a client and all its grants')
    .argument('<client_id>')
    .action(async (id: string) => maintain((await clients()).removeClient(id)));
}

type ClientFlags = Omit<ClientOptions, 'authMethod' | 'idTokenAlgorithm' | 'pkceWaived' | 'nonceWaived'> & {
  waivePkce: boolean;
  waiveNonce: boolean;
  auth: ClientOptions['authMethod'];
  idTokens: SigningAlgorithm;
};

function onOrOff(flag: string): (value: string) => boolean {
  return (value) => {
    if (value !== 'on' && value !== 'off') throw new Error(`--${flag} takes on or off`);
    return value === 'on';
  };
}
