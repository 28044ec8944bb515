import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { NewClient } from '../database/maintenance.ts';
import type { MaintenanceCommand } from './maintaining.ts';

/** How a client may authenticate (RFC 7591 section 2). */
export const AUTH_METHODS = ['none', 'client_secret_basic', 'private_key_jwt'] as const;

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
      throw new Error('--jwks goes with --auth private_key_jwt, and that with --jwks');
    const bad = redirectUris.find((uri) => !URL.canParse(uri));
    if (bad !== undefined) throw new Error(`${bad} is no URL`);
    const jwks = options.jwks === undefined ? undefined : await publicKeysIn(options.jwks);
    const { client_id, client_secret } = await maintenance
      .addClient({ ...options, name, jwks })
      .catch((error: unknown) => Promise.reject(explained(error)));
    const secret = client_secret === null ? '' : `\nclient_secret  ${client_secret}\nThe secret is not shown again.`;
    return `client_id      ${client_id}${secret}`;
  };

/** The applications that are registered. */
export const listClients: MaintenanceCommand = async (maintenance) => {
  const rows = (await maintenance.clients()).map((client) =>
    [
      client.client_id,
      client.auth_method.padEnd(19),
      (client.first_party ? 'ours' : client.registered_by_itself ? 'itself' : 'yes').padEnd(10),
      client.name,
      client.redirect_uris.join(' '),
    ].join('  '),
  );
  const head = ['client_id'.padEnd(26), 'authentication'.padEnd(19), 'registered', 'name', 'redirect URIs'].join('  ');
  return [head, ...rows].join('\n');
};

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
    return `Client ${id} is gone, and so are its tokens`;
  };

/** The keys of a file, if all of them are public ones. */
async function publicKeysIn(file: string): Promise<object> {
  const parsed = KeySet.safeParse(await readFile(file, 'utf8').then(JSON.parse));
  if (!parsed.success) throw new Error(`${file} is no JWK set of EC, OKP or RSA keys`);
  for (const key of parsed.data.keys) {
    if ('d' in key) throw new Error(`${file} holds a private key: register the public one`);
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
  }
  return parsed.data;
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === '23514')) return error;
  return new Error(
    'it cannot be registered like that: redirect URIs are https, http on 127.0.0.1, [::1] or localhost, or of a private-use scheme with a dot; ' +
      'scopes are words with spaces between them; a name has 100 characters at most',
  );
}
