import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CLIENTS_IN_A_PAGE, type ListedClient, type NewClient } from '../database/maintenance.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import { table } from './table.ts';

/** A client as it is described on the command line. */
export interface ClientOptions extends Omit<NewClient, 'name' | 'jwks'> {
  /** Path of a file that holds a JWK set. */
  jwks: string | undefined;
}

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.enum(['EC', 'OKP', 'RSA']) })).min(1) });

/**
 * Registers an application.
 *
 * @param name - as people see it.
 * @param options - the rest.
 * @throws Error when it cannot be registered like that.
 */
export const addClient =
  (name: string, options: ClientOptions): MaintenanceCommand =>
  async (maintenance) => {
    const { authMethod, redirectUris } = options;
    if ((authMethod === 'private_key_jwt') !== (options.jwks !== undefined))
      throw new Error('--jwks and --auth private_key_jwt require each other');
    if (options.pkceWaived && authMethod === 'none')
      throw new Error('--waive-pkce needs a client that authenticates: not --auth none');
    if (options.nonceWaived && !options.pkceWaived) throw new Error('--waive-nonce needs --waive-pkce');
    const bad = [redirectUris, options.postLogoutRedirectUris, options.backchannelLogoutUri ?? []]
      .flat()
      .find((uri) => !URL.canParse(uri));
    if (bad !== undefined) throw new Error(`${bad} is not a URL`);
    const jwks = options.jwks === undefined ? undefined : await publicKeysIn(options.jwks);
    const { client_id, client_secret } = await maintenance
      .addClient({ ...options, name, jwks })
      .catch((error: unknown) => Promise.reject(explained(error)));
    const secret = client_secret === null ? '' : `\nclient_secret  ${client_secret}\nThe secret is not shown again.`;
    return `client_id      ${client_id}${secret}`;
  };

/** Lists the registered clients. */
export const listClients: MaintenanceCommand = async (maintenance) => {
  const rows: string[][] = [];
  for (let page = await maintenance.clients(); page.length > 0; page = await maintenance.clients(rows.at(-1)?.[0])) {
    rows.push(...page.map(rowOf));
    if (page.length < CLIENTS_IN_A_PAGE) break;
  }
  return table(['client_id', 'authentication', 'registered', 'name', 'redirect URIs'], rows);
};

const rowOf = (client: ListedClient): string[] => [
  client.client_id,
  client.auth_method,
  client.first_party ? 'first party' : client.registered_by_itself ? 'by itself' : 'by an operator',
  client.name,
  client.redirect_uris.join(' '),
];

/**
 * Removes an application, with every grant, code and consent of it.
 *
 * @param id - client_id.
 * @throws Error when there is no such client.
 */
export const removeClient =
  (id: string): MaintenanceCommand =>
  async (maintenance) => {
    if (!(await maintenance.removeClient(id))) throw new Error(`there is no client ${id}`);
    return `Client ${id} was removed, with its grants and tokens`;
  };

/** The keys of a file, if all of them are public ones. */
async function publicKeysIn(file: string): Promise<object> {
  const parsed = KeySet.safeParse(await readFile(file, 'utf8').then(JSON.parse));
  if (!parsed.success) throw new Error(`${file} is not a JWK set of EC, OKP or RSA keys`);
  for (const key of parsed.data.keys) {
    if ('d' in key) throw new Error(`${file} holds a private key: register the public one`);
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
  }
  return parsed.data;
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === '23514')) return error;
  return new Error(
    'the client is not valid: redirect URIs must be https, http on 127.0.0.1, [::1] or localhost, or have a private-use scheme with a dot, ' +
      'and so must those after signing out; ' +
      'a logo must be https; scopes are words separated by spaces; a name may have up to 100 characters',
  );
}
