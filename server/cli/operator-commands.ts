import { Argument, type Command, Option } from 'commander';
import type { NewClient } from '../database/maintenance.ts';
import type { SigningAlgorithm } from '../database/signing-key-functions.ts';
import type { Configuration } from '../env.ts';
import type { PresetName } from '../idp/presets.ts';
import type { ClientOptions } from './clients.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import type { AddOptions } from './providers.ts';

// Choices are told here once more, for the help to be read without what they belong to; each has to be complete.
const AUTH_METHODS = choices<NewClient['authMethod']>({
  none: true,
  client_secret_basic: true,
  client_secret_post: true,
  private_key_jwt: true,
});
const SIGNING_ALGORITHMS = choices<SigningAlgorithm>({ EdDSA: true, RS256: true });
const PRESET_NAMES = choices<PresetName>({ google: true, microsoft: true, gitlab: true, github: true, oidc: true });

function choices<T extends string>(all: Record<T, true>): string[] {
  return Object.keys(all);
}

/** What a command needs, once it runs. */
export interface Circumstances {
  env: NodeJS.ProcessEnv;
  configuration(): Promise<Configuration>;
  /** Where this installation is. */
  publicUrl(): Promise<string>;
  running: Lifecycle;
  /** Runs a command on an installation. */
  maintain(command: MaintenanceCommand): Promise<void>;
}

/**
 * The commands for the operator of an installation that is there.
 *
 * @param program - the command line.
 * @param circumstances - what they need, once they run.
 */
export function addOperatorCommands(program: Command, circumstances: Circumstances): void {
  addKeyCommands(program.command('keys').description('manage signing, seal and master keys'), circumstances);
  addJobCommands(program.command('jobs').description('look after jobs of the worker that failed'), circumstances);
  addClientCommands(
    program.command('client').description('manage OAuth clients: applications that sign people in here'),
    circumstances,
  );
  addProviderCommands(
    program.command('provider').description('manage identity providers that people sign in through'),
    circumstances,
  );
}

function addJobCommands(program: Command, { maintain }: Circumstances): void {
  const jobs = () => import('./jobs.ts');
  program
    .command('list')
    .description('list the jobs that failed as often as they may')
    .action(async () => maintain((await jobs()).listJobs));
  program
    .command('retry')
    .description('have a job tried again from the beginning; without an id, all that are listed')
    .argument('[id]')
    .action(async (id: string | undefined) => maintain((await jobs()).retryJobs(id)));
  program
    .command('remove')
    .description('remove a job that is listed; without an id, all of them')
    .argument('[id]')
    .action(async (id: string | undefined) => maintain((await jobs()).removeJobs(id)));
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
    .option('--signing', 'the key that signs tokens (default)', false)
    .option('--seal', "the database's own key instead, which seals claims", false)
    .option('--events', 'the key instead that signs sealed audit events', false)
    .option('--refresh', 'says what to do instead: refresh tokens are derived under the master key', false)
    .option(
      '--force',
      'even if verifiers may not have cached the next key yet; with --seal, older keys are refused at once',
      false,
    )
    .action(async ({ algorithm, force, ...kinds }: RotateFlags) => {
      const { rotateEventKey, rotateKey, rotateRefreshKey, rotateSealKey } = await keys();
      if (Object.values(kinds).filter(Boolean).length > 1) throw new Error('say one of --signing, --seal, --events');
      const { seal, events, refresh } = kinds;
      if (seal) await maintain(rotateSealKey(force));
      else if (events) await maintain(rotateEventKey);
      else await maintain(refresh ? rotateRefreshKey : rotateKey({ algorithm, force }));
    });
  program
    .command('add')
    .description('create the first key of an algorithm')
    .addArgument(new Argument('<algorithm>').choices(SIGNING_ALGORITHMS))
    .action(async (algorithm: SigningAlgorithm) => maintain((await keys()).addKey(algorithm)));
  program
    .command('status')
    .description('show which master key secrets are encrypted under, and passwords derived from')
    .action(async () => maintain((await import('./master-key.ts')).showMasterKey));
  program
    .command('reencrypt')
    .description('encrypt every secret under the current master key now, instead of within a minute')
    .action(async () => maintain((await import('./master-key.ts')).reencryptSecrets));
  program
    .command('revoke')
    .description('revoke a key that was stolen')
    .argument('<id>')
    .action(async (id: string) => maintain((await keys()).revokeKey(id)));
}

interface RotateFlags {
  algorithm: SigningAlgorithm;
  force: boolean;
  signing: boolean;
  seal: boolean;
  events: boolean;
  refresh: boolean;
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

function addProviderCommands(program: Command, { env, publicUrl, maintain }: Circumstances): void {
  const providers = () => import('./providers.ts');
  program
    .command('add')
    .description(
      'add an identity provider, or change one; pass the client secret in ROWSEAL_PROVIDER_SECRET or on stdin',
    )
    .addArgument(new Argument('<preset>').choices(PRESET_NAMES))
    .requiredOption('--client-id <id>', 'client ID issued by the provider')
    .option('--id <id>', 'its id here, used in URLs and never changed (default: the preset)')
    .option('--name <name>', 'the name people see')
    .option('--issuer <url>', 'the issuer, exactly as in its metadata; for GitHub, the URL of an Enterprise Server')
    .option('--tenant <uuid>', 'for Microsoft, the tenant whose accounts may sign in')
    .option('--scope <scope>', 'scopes to request')
    .option('--no-linking', 'do not link accounts by verified email address: people connect them themselves')
    .option('--no-registration', 'do not create accounts at first sign-in')
    .option(
      '--trusted-audiences <ids>',
      'other audiences that its ID tokens may have besides the client ID, separated by commas',
    )
    .option('--two-factors <values>', 'values that it says two factors by and that you believe: acr=…,amr=… (level 2)')
    .option('--phishing-resistant <values>', 'the same for two factors that cannot be phished (level 3)')
    .action(async (preset: PresetName, options: AddOptions) => {
      const { addProvider, secretOf } = await providers();
      await maintain(addProvider(preset, options, await secretOf(env), await publicUrl()));
    });
  program
    .command('list')
    .description('list the identity providers')
    .action(async () => maintain((await providers()).listProviders));
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    program
      .command(name)
      .description(enabled ? 'allow sign-in with it' : 'stop sign-in with it at once')
      .argument('<id>')
      .action(async (id: string) => maintain((await providers()).switchProvider(id, enabled)));
  }
  program
    .command('remove')
    .description('remove an identity provider')
    .argument('<id>')
    .option('--with-identities', 'even if people sign in with it; they will need another way', false)
    .action(async (id: string, { withIdentities }: { withIdentities: boolean }) =>
      maintain((await providers()).removeProvider(id, withIdentities)),
    );
}

type ClientFlags = Omit<ClientOptions, 'authMethod' | 'idTokenAlgorithm' | 'pkceWaived' | 'nonceWaived'> & {
  waivePkce: boolean;
  waiveNonce: boolean;
  auth: ClientOptions['authMethod'];
  idTokens: SigningAlgorithm;
};
