import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { Argument } from 'commander';
import { issuerOf, PRESETS, type PresetName } from '../idp/presets.ts';
import type { MaintenanceCommand } from './maintaining.ts';

/** What `provider add` is told. */
interface AddOptions {
  id?: string;
  name?: string;
  issuer?: string;
  tenant?: string;
  clientId: string;
  scope?: string;
  linking: boolean;
  registration: boolean;
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
  publicUrl: () => string,
  run: (command: MaintenanceCommand) => Promise<void>,
): void {
  program
    .command('add')
    .description('add an identity provider, or change it; the client secret comes by ROWSEAL_PROVIDER_SECRET or stdin')
    .addArgument(new Argument('<preset>').choices(Object.keys(PRESETS)))
    .requiredOption('--client-id <id>', 'what we are called there')
    .option('--id <id>', 'its id here: in addresses, never changed (default: the preset)')
    .option('--name <name>', 'as people see it')
    .option('--issuer <url>', 'the issuer, exactly as its metadata say; GitHub: of an Enterprise Server')
    .option('--tenant <uuid>', 'Microsoft: whose accounts')
    .option('--scope <scope>', 'what to ask for')
    .option('--no-linking', 'a verified address joins no account: people connect it themselves')
    .option('--no-registration', 'a first login makes no account')
    .action(async (preset: PresetName, options: AddOptions) => {
      const secret = await secretOf(env);
      await run(addProvider(preset, options, secret, publicUrl()));
    });
  program
    .command('list')
    .description('the identity providers')
    .action(() => run(listProviders));
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    program
      .command(name)
      .description(enabled ? 'let people in through it' : 'let nobody in through it, at once')
      .argument('<id>')
      .action((id: string) => run(switchProvider(id, enabled)));
  }
  program
    .command('remove')
    .description('remove an identity provider')
    .argument('<id>')
    .option('--with-identities', 'although people sign in with it, who then need another way', false)
    .action((id: string, { withIdentities }: { withIdentities: boolean }) => run(removeProvider(id, withIdentities)));
}

/** Never an argument: everybody on the machine sees those. */
async function secretOf(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env['ROWSEAL_PROVIDER_SECRET'] ?? (process.stdin.isTTY ? '' : await readAll(process.stdin));
  if (given.trim() === '') throw new Error('the client secret is missing: set ROWSEAL_PROVIDER_SECRET, or pipe it in');
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
    };
    const client_secret_jwe = await wraps.clientSecrets.wrap(provider, secret);
    const status = await maintenance.saveIdentityProvider({ ...provider, client_secret_jwe }).catch(explained);
    if (status === 'another_issuer') {
      throw new Error(`${provider.id} is there already, with another issuer: take another --id, or remove it first`);
    }
    const callback = `${publicUrl}/v1/auth/providers/${provider.id}/callback`;
    return `Redirect URI to register there: ${callback}\n${await listProviders(maintenance, wraps)}`;
  };

function explained(error: unknown): never {
  const constraint = error instanceof Error && 'constraint_name' in error ? String(error.constraint_name) : '';
  if (constraint === 'identity_providers_ask_for_openid') throw new Error('the scope must ask for openid');
  const [, column] = constraint.match(/^identity_providers_(.*)_check$/) ?? [];
  throw column ? new Error(`this ${column.replaceAll('_', ' ')} cannot be; db/TABLES.md says what can`) : error;
}

const listProviders: MaintenanceCommand = async (maintenance) => {
  const rows = (await maintenance.identityProviders()).map((provider) => [
    provider.id,
    provider.enabled ? 'enabled' : 'disabled',
    provider.name,
    provider.issuer,
    provider.client_id,
    [provider.links_verified ? 'links' : '', provider.registers ? 'registers' : ''].filter(Boolean).join(', '),
  ]);
  const table = [['id', 'state', 'name', 'issuer', 'client id', 'rules'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
        `people sign in with ${id}: disable it instead, or say --with-identities, and they need another way`,
      );
    }
    return listProviders(maintenance, wraps);
  };
