import { Argument, Command, Option } from 'commander';
import { publicUrlOf, readConfiguration } from '../env.ts';
import { keyWrap } from '../key-material.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../signing-keys.ts';
import { withInstallation } from './installation.ts';
import { addKey, type KeyCommand, listKeys, revokeKey, rotateKey } from './keys.ts';
import { addProviderCommands } from './providers.ts';
import type { Running } from './running.ts';
import type { ServeOptions } from './serve.ts';

/**
 * The command line. What a command is configured with comes from the environment alone.
 *
 * @param env - the process's environment.
 * @param running - told of what a command starts.
 * @returns parses arguments, and runs the command they name: `serve` where they name none. Throws instead of ending the process.
 */
export function commandLine(env: NodeJS.ProcessEnv, running: Running): Command {
  const program = new Command('rowseal')
    .description('Auth for multi-tenant applications on PostgreSQL. README.md lists the environment variables.')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => {} });
  // The server's modules take a second to load, which other commands need not wait for.
  program
    .command('serve', { isDefault: true })
    .description('run the server (default)')
    .option('--demo <on|off>', 'demo accounts and notes (default: off in production, else on)', onOrOff('demo'))
    .option('--worker <on|off>', 'housekeeping in this process too', onOrOff('worker'), true)
    .allowExcessArguments()
    .action(async (options: ServeOptions, command: Command) => {
      if (command.args.length > 0)
        throw new Error(`there is no command "${command.args.join(' ')}"; see rowseal --help`);
      const { serve } = await import('./serve.ts');
      await serve(readConfiguration(env), options, running);
    });
  program
    .command('worker')
    .description('run the housekeeping alone')
    .action(async () => {
      const { serveWorker } = await import('./serve.ts');
      await serveWorker(readConfiguration(env), running);
    });
  addKeyCommands(program.command('keys').description('the keys that sign tokens'), (command) =>
    withInstallation(readConfiguration(env), running, (maintenance, masterKey) =>
      command(maintenance, keyWrap(masterKey)),
    ),
  );
  addProviderCommands(
    program.command('provider').description('other providers that people sign in through'),
    env,
    () => publicUrlOf(readConfiguration(env)),
    (command) => withInstallation(readConfiguration(env), running, command),
  );
  return program;
}

function addKeyCommands(keys: Command, run: (command: KeyCommand) => Promise<void>): void {
  keys
    .command('list')
    .description('the keys, their states, and what comes next')
    .action(() => run(listKeys));
  keys
    .command('rotate')
    .description('put the next key in the place of the current one')
    .addOption(new Option('--algorithm <name>').choices(SIGNING_ALGORITHMS).default('EdDSA'))
    .option('--at-once', 'even if verifiers may not know the next key yet', false)
    .action((options: { algorithm: SigningAlgorithm; atOnce: boolean }) => run(rotateKey(options)));
  keys
    .command('add')
    .description('make the first key of an algorithm')
    .addArgument(new Argument('<algorithm>').choices(SIGNING_ALGORITHMS))
    .action((algorithm: SigningAlgorithm) => run(addKey(algorithm)));
  keys
    .command('revoke')
    .description('end a key that was stolen, before its time')
    .argument('<id>')
    .action((id: string) => run(revokeKey(id)));
}

function onOrOff(flag: string): (value: string) => boolean {
  return (value) => {
    if (value !== 'on' && value !== 'off') throw new Error(`--${flag} takes on or off`);
    return value === 'on';
  };
}
