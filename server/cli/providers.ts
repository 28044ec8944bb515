import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { Argument } from 'commander';
import { issuerOf, PRESETS, type PresetName } from '../idp/presets.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import { table } from './table.ts';

/** The options of `provider add`. */
interface AddOptions {
  id?: string;
  name?: string;
  issuer?: string;
  tenant?: string;
  clientId: string;
  scope?: string;
  linking: boolean;
  registration: boolean;
  trustedAudiences?: string;
}

/**
 * The commands on identity providers.
 *
 * @param program - `provider`.
 * @param env - the process's environment, where a client secret may be.
 * @param publicUrl - of this installation: providers have to be told where they send people back.
 * @param run - runs a command on the installation.
 */
export function addProviderCommands(
  program: Command,
  env: NodeJS.ProcessEnv,
  publicUrl: () => Promise<string>,
  run: (command: MaintenanceCommand) => Promise<void>,
): void {
  program
    .command('add')
    .description(
      'add an identity provider, or change one; pass the client secret in ROWSEAL_PROVIDER_SECRET or on stdin',
    )
    .addArgument(new Argument('<preset>').choices(Object.keys(PRESETS)))
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
    .action(async (preset: PresetName, options: AddOptions) => {
      const secret = await secretOf(env);
      await run(addProvider(preset, options, secret, await publicUrl()));
    });
  program
    .command('list')
    .description('list the identity providers')
    .action(() => run(listProviders));
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    program
      .command(name)
      .description(enabled ? 'allow sign-in with it' : 'stop sign-in with it at once')
      .argument('<id>')
      .action((id: string) => run(switchProvider(id, enabled)));
  }
  program
    .command('remove')
    .description('remove an identity provider')
    .argument('<id>')
    .option('--with-identities', 'even if people sign in with it; they will need another way', false)
    .action((id: string, { withIdentities }: { withIdentities: boolean }) => run(removeProvider(id, withIdentities)));
}

/** Never an argument: everybody on the machine sees those. */
async function secretOf(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env['ROWSEAL_PROVIDER_SECRET'] ?? (process.stdin.isTTY ? '' : await readAll(process.stdin));
  if (given.trim() === '') throw new Error('the client secret is missing: set ROWSEAL_PROVIDER_SECRET or pipe it in');
  return given.trim();
}

const addProvider =
  (preset: PresetName, options: AddOptions, secret: string, publicUrl: string): MaintenanceCommand =>
  async (maintenance, wraps) => {
    const { kind, name, scope } = PRESETS[preset];
    const provider = {
      id: options.id ?? preset,
      kind,
      name: options.name ?? name,
      issuer: issuerOf(PRESETS[preset], options),
      client_id: options.clientId,
      scope: options.scope ?? scope,
      links_verified: options.linking,
      registers: options.registration,
      trusted_audiences: (options.trustedAudiences ?? '').split(',').filter((id) => id !== ''),
    };
    const client_secret_jwe = await wraps.clientSecrets.wrap(provider, secret);
    const status = await maintenance.saveIdentityProvider({ ...provider, client_secret_jwe }).catch(explained);
    if (status === 'another_issuer') {
      throw new Error(`${provider.id} already exists with another issuer: use another --id, or remove it first`);
    }
    if (status === 'too_many') throw new Error('there are a hundred providers: remove one first');
    const callback = `${publicUrl}/v1/auth/providers/${provider.id}/callback`;
    return `Redirect URI to register there: ${callback}\n${await listProviders(maintenance, wraps)}`;
  };

function explained(error: unknown): never {
  const constraint = error instanceof Error && 'constraint_name' in error ? String(error.constraint_name) : '';
  if (constraint === 'identity_providers_ask_for_openid') throw new Error('the scope must ask for openid');
  const [, column] = constraint.match(/^identity_providers_(.*)_check$/) ?? [];
  throw column ? new Error(`this ${column.replaceAll('_', ' ')} is not valid; db/TABLES.md says what is`) : error;
}

const listProviders: MaintenanceCommand = async (maintenance) => {
  const rows = (await maintenance.identityProviders()).map((provider) => [
    provider.id,
    provider.enabled ? 'enabled' : 'disabled',
    provider.name,
    provider.issuer,
    provider.client_id,
    [
      provider.links_verified ? 'links' : '',
      provider.registers ? 'registers' : '',
      ...provider.trusted_audiences.map((id) => `trusts ${id}`),
    ]
      .filter(Boolean)
      .join(', '),
  ]);
  return table(['id', 'state', 'name', 'issuer', 'client id', 'rules'], rows);
};

const switchProvider =
  (id: string, enabled: boolean): MaintenanceCommand =>
  async (maintenance, wraps) => {
    if (!(await maintenance.setIdentityProviderEnabled(id, enabled))) throw new Error(`there is no provider ${id}`);
    return listProviders(maintenance, wraps);
  };

const removeProvider =
  (id: string, withIdentities: boolean): MaintenanceCommand =>
  async (maintenance, wraps) => {
    const status = await maintenance.removeIdentityProvider(id, withIdentities);
    if (status === 'unknown') throw new Error(`there is no provider ${id}`);
    if (status === 'in_use') {
      throw new Error(
        `people sign in with ${id}: disable it instead, or use --with-identities; they will then need another way`,
      );
    }
    return listProviders(maintenance, wraps);
  };
