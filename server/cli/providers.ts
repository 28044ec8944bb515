import { text as readAll } from 'node:stream/consumers';
import { issuerOf, PRESETS, type PresetName } from '../idp/presets.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import { table } from './table.ts';

/** The options of `provider add`. */
export interface AddOptions {
  id?: string;
  name?: string;
  issuer?: string;
  tenant?: string;
  clientId: string;
  scope?: string;
  linking: boolean;
  registration: boolean;
  trustedAudiences?: string;
  twoFactors?: string;
  phishingResistant?: string;
}

/** Never an argument: everybody on the machine sees those. */
export async function secretOf(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env['ROWSEAL_PROVIDER_SECRET'] ?? (process.stdin.isTTY ? '' : await readAll(process.stdin));
  if (given.trim() === '') throw new Error('the client secret is missing: set ROWSEAL_PROVIDER_SECRET or pipe it in');
  return given.trim();
}

export const addProvider =
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
      trusted_audiences: listOf(options.trustedAudiences),
      two_factor_values: listOf(options.twoFactors),
      phishing_resistant_values: listOf(options.phishingResistant),
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

const REFUSALS: Readonly<Record<string, string>> = {
  identity_providers_ask_for_openid: 'the scope must ask for openid',
  identity_providers_two_factor_values_check:
    '--two-factors takes acr=… and amr=…, separated by commas, but for what is one factor: amr=pwd, amr=pin, amr=kba',
  identity_providers_phishing_resistant_values_check:
    '--phishing-resistant takes acr=…, and of amr those methods alone that cannot be phished: fido, hwk, pop, sc, swk',
  identity_providers_believed_check: 'this provider says nothing of how people authenticate: it has no ID tokens',
};

const listOf = (given = '') => given.split(',').filter((each) => each !== '');

function explained(error: unknown): never {
  const constraint = error instanceof Error && 'constraint_name' in error ? String(error.constraint_name) : '';
  const said = REFUSALS[constraint];
  if (said !== undefined) throw new Error(said);
  const [, column] = constraint.match(/^identity_providers_(.*)_check$/) ?? [];
  throw column ? new Error(`this ${column.replaceAll('_', ' ')} is not valid; db/TABLES.md says what is`) : error;
}

export const listProviders: MaintenanceCommand = async (maintenance) => {
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
      ...provider.two_factor_values.map((value) => `${value} is two factors`),
      ...provider.phishing_resistant_values.map((value) => `${value} is phishing-resistant`),
    ]
      .filter(Boolean)
      .join(', '),
  ]);
  return table(['id', 'state', 'name', 'issuer', 'client id', 'rules'], rows);
};

export const switchProvider =
  (id: string, enabled: boolean): MaintenanceCommand =>
  async (maintenance, wraps) => {
    if (!(await maintenance.setIdentityProviderEnabled(id, enabled))) throw new Error(`there is no provider ${id}`);
    return listProviders(maintenance, wraps);
  };

export const removeProvider =
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
