import { Argument, Command, Option } from 'commander';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../database/signing-key-functions.ts';
import { publicUrlOf, readConfiguration } from '../env.ts';
import { AUTH_METHODS, addClient, type ClientOptions, listClients, removeClient } from './clients.ts';
import { addKey, listKeys, revokeKey, rotateKey } from './keys.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type MaintenanceCommand, withMaintenance } from './maintaining.ts';
import { addProviderCommands } from './providers.ts';
import type { ServeOptions } from './serve.ts';

const BY_DEFAULT = '(default: on with the embedded database in development, else off)';

/**
 * The command line. What a command is configured with comes from the environment alone.
 *
 * @param env - the process's environment.
 * @param running - told of what a command starts.
 * @returns parses arguments, and runs the command they name: `serve` where they name none. Throws instead of ending the process.
 */
export function commandLine(env: NodeJS.ProcessEnv, running: Lifecycle): Command {
  const program = new Command('rowseal')
    .description(
      'Auth for multi-tenant applications on PostgreSQL. docs/configuration.md lists the environment variables.',
    )
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => {} });
  // The server's modules take a second to load, which other commands need not wait for.
  program
    .command('serve', { isDefault: true })
    .description('run the server (default)')
    .option('--demo <on|off>', `demo accounts and notes ${BY_DEFAULT}`, onOrOff('demo'))
    .option(
      '--dev-mail <on|off>',
      `keep mail and show it at /dev/mail, without SMTP ${BY_DEFAULT}`,
      onOrOff('dev-mail'),
    )
    .option('--worker <on|off>', 'run maintenance jobs in this process too', onOrOff('worker'), true)
    .allowExcessArguments()
    .action(async (options: ServeOptions, command: Command) => {
      if (command.args.length > 0)
        throw new Error(`there is no command "${command.args.join(' ')}"; see rowseal --help`);
      const { serve } = await import('./serve.ts');
      await serve(readConfiguration(env), options, running);
    });
  program
    .command('worker')
    .description('run maintenance jobs only')
    .action(async () => {
      const { serveWorker } = await import('./serve.ts');
      await serveWorker(readConfiguration(env), running);
    });
  program
    .command('migrate')
    .description("bring the database to this version, with an administrator's DATABASE_URL")
    .option(
      '--dry-run',
      'change nothing, and print the statements, the locks and the tables that are written anew',
      false,
    )
    .action(async (options: { dryRun: boolean }) => {
      const { migrate } = await import('./migrating.ts');
      await migrate(readConfiguration(env), options, running);
    });
  program
    .command('uninstall')
    .description('take Rowseal out of a database, with every account and session that it holds')
    .argument('<database>', 'its name, which has to be that of DATABASE_URL')
    .option('--roles', "the cluster's roles, too", false)
    .action(async (database: string, { roles }: { roles: boolean }) => {
      const { uninstallFrom } = await import('./migrating.ts');
      await uninstallFrom(readConfiguration(env), { database, roles }, running);
    });
  const maintain = (command: MaintenanceCommand) => withMaintenance(readConfiguration(env), running, command);
  addKeyCommands(program.command('keys').description('manage the keys that sign tokens'), maintain);
  addClientCommands(
    program.command('client').description('manage OAuth clients: applications that sign people in here'),
    maintain,
  );
  addProviderCommands(
    program.command('provider').description('manage identity providers that people sign in through'),
    env,
    () => publicUrlOf(readConfiguration(env)),
    maintain,
  );
  return program;
}

function addKeyCommands(keys: Command, run: (command: MaintenanceCommand) => Promise<void>): void {
  keys
    .command('list')
    .description('list the signing keys, their states, and what comes next')
    .action(() => run(listKeys));
  keys
    .command('rotate')
    .description('replace the current key with the next one')
    .addOption(new Option('--algorithm <name>').choices(SIGNING_ALGORITHMS).default('EdDSA'))
    .option('--force', 'even if verifiers may not have cached the next key yet', false)
    .action((options: { algorithm: SigningAlgorithm; force: boolean }) => run(rotateKey(options)));
  keys
    .command('add')
    .description('create the first key of an algorithm')
    .addArgument(new Argument('<algorithm>').choices(SIGNING_ALGORITHMS))
    .action((algorithm: SigningAlgorithm) => run(addKey(algorithm)));
  keys
    .command('revoke')
    .description('revoke a key that was stolen')
    .argument('<id>')
    .action((id: string) => run(revokeKey(id)));
}

function addClientCommands(client: Command, run: (command: MaintenanceCommand) => Promise<void>): void {
  client
    .command('list')
    .description('list the registered clients')
    .action(() => run(listClients));
  client
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
    .action((name: string, { auth, idTokens, waivePkce, ...options }: ClientFlags) =>
      run(addClient(name, { ...options, authMethod: auth, idTokenAlgorithm: idTokens, pkceWaived: waivePkce })),
    );
  client
    .command('remove')
    .description('remove a client and all its grants')
    .argument('<client_id>')
    .action((id: string) => run(removeClient(id)));
}

type ClientFlags = Omit<ClientOptions, 'authMethod' | 'idTokenAlgorithm' | 'pkceWaived'> & {
  waivePkce: boolean;
  auth: ClientOptions['authMethod'];
  idTokens: SigningAlgorithm;
};

function onOrOff(flag: string): (value: string) => boolean {
  return (value) => {
    if (value !== 'on' && value !== 'off') throw new Error(`--${flag} takes on or off`);
    return value === 'on';
  };
}
