import postgres from 'postgres';
import type { Route } from './login-settings.ts';
import type { StoredProvider } from './provider-functions.ts';
import { type SigningAlgorithm, type SigningKeys, signingKeysBehind } from './signing-key-functions.ts';
import { postgresJsOptions } from './url.ts';

/** An application to register; see rowseal_private.add_client. */
export interface NewClient {
  name: string;
  redirectUris: string[];
  authMethod: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  /** Public keys, for private_key_jwt. */
  jwks: object | undefined;
  /** What it may ask for; undefined: anything. */
  scope: string | undefined;
  idTokenAlgorithm: SigningAlgorithm;
  firstParty: boolean;
  /** Whether it may leave PKCE out where it sends a nonce. */
  pkceWaived: boolean;
  /** A picture for the consent page; undefined: none. */
  logo: string | undefined;
}

/** A registered application; see rowseal_private.list_clients. */
export interface ListedClient {
  client_id: string;
  name: string;
  auth_method: string;
  redirect_uris: string[];
  first_party: boolean;
  registered_by_itself: boolean;
}

/** The maintenance door: what operators and the schedule do to signing keys, clients and identity providers; one method a function of the database. */
export interface Maintenance extends SigningKeys {
  /** Moves on every key whose time has come; the algorithms that lack a next key. */
  advanceSigningKeys(): Promise<SigningAlgorithm[]>;
  /** Puts the next key in the place of a current one; at once: although it has hardly been published. */
  rotateSigningKey(id: string, atOnce: boolean): Promise<'rotated' | 'too_early' | 'no_next' | 'not_current'>;
  /** Ends a key before its time. */
  revokeSigningKey(id: string): Promise<'revoked' | 'current' | 'unknown'>;
  /** Registers an application. The secret is seen here and never again. */
  addClient(client: NewClient): Promise<{ client_id: string; client_secret: string | null }>;
  clients(): Promise<ListedClient[]>;
  /** Removes an application and all it was granted; false: there is none. */
  removeClient(id: string): Promise<boolean>;
  identityProviders(): Promise<StoredProvider[]>;
  /** Adds an identity provider, or changes one that has the same issuer. */
  saveIdentityProvider(provider: Omit<StoredProvider, 'enabled'>): Promise<'saved' | 'another_issuer'>;
  /** False: there is none of that id. */
  setIdentityProviderEnabled(id: string, enabled: boolean): Promise<boolean>;
  removeIdentityProvider(id: string, withIdentities: boolean): Promise<'removed' | 'in_use' | 'unknown'>;
  /** Removes what has ended, as many rows of each table at most; how many it removed: 0 where nothing is left, or another process purges. */
  purge(batch: number): Promise<number>;
  /** How long what is due first has been due, in seconds. */
  purgeLag(): Promise<number>;
  /** Closes the connection, after the query in hand or, whatever it does, so many seconds. */
  close(patienceSeconds?: number): Promise<void>;
}

/**
 * Opens the maintenance door. It connects when it is used, and lets go a little later.
 *
 * @param url - connection string of rowseal_worker.
 * @param route - to the door, for a process that has learnt whether it may pin its settings; left out: the role's own count.
 */
export function openMaintenance(url: string, route?: Route): Maintenance {
  const [href, host] = postgresJsOptions(route?.href ?? url);
  const options = route?.options.all;
  const sql = postgres(href, {
    ...host,
    max: 1,
    idle_timeout: 5,
    onnotice: () => {},
    connect_timeout: 5,
    prepare: !route?.isPooled,
    connection: { application_name: 'rowseal maintenance', ...(options === undefined ? {} : { options }) },
  });
  const status = async <T>(rows: Promise<readonly { status: T }[]>): Promise<T> => {
    const [row] = await rows;
    if (row === undefined) throw new Error('a function of the database returned no row');
    return row.status;
  };

  return {
    ...signingKeysBehind(sql),
    advanceSigningKeys: async () => {
      const rows = await sql<{ algorithm: SigningAlgorithm }[]>`
        select * from rowseal_private.advance_signing_keys() as algorithm`;
      return rows.map(({ algorithm }) => algorithm);
    },
    rotateSigningKey: (id, atOnce) =>
      status(
        sql<{ status: 'rotated' | 'too_early' | 'no_next' | 'not_current' }[]>`
          select * from rowseal_private.rotate_signing_key(${id}, ${atOnce}) as status`,
      ),
    revokeSigningKey: (id) =>
      status(
        sql<{ status: 'revoked' | 'current' | 'unknown' }[]>`
          select * from rowseal_private.revoke_signing_key(${id}) as status`,
      ),
    addClient: async ({
      name,
      redirectUris,
      authMethod,
      jwks,
      scope,
      idTokenAlgorithm,
      firstParty,
      pkceWaived,
      logo,
    }) => {
      const [row] = await sql<{ client_id: string; client_secret: string | null }[]>`
        select * from rowseal_private.add_client(
          ${name}, ${redirectUris}, ${authMethod}, ${scope ?? null}, ${jwks ? sql.json(jwks as postgres.JSONValue) : null},
          ${idTokenAlgorithm}, ${firstParty}, pkce_waived => ${pkceWaived}, logo_uri => ${logo ?? null}
        )`;
      if (row === undefined) throw new Error('a function of the database returned no row');
      return row;
    },
    clients: () => sql<ListedClient[]>`select * from rowseal_private.list_clients()`,
    removeClient: async (id) => {
      const [row] = await sql<{ removed: boolean }[]>`select rowseal_private.remove_client(${id}) as removed`;
      return row?.removed === true;
    },
    identityProviders: async () => [
      ...(await sql<StoredProvider[]>`select * from rowseal_private.list_identity_providers()`),
    ],
    saveIdentityProvider: ({
      id,
      kind,
      name,
      issuer,
      client_id,
      client_secret_jwe,
      scope,
      links_verified,
      registers,
    }) =>
      status(
        sql<{ status: 'saved' | 'another_issuer' }[]>`
          select * from rowseal_private.save_identity_provider(
            ${id}, ${kind}, ${name}, ${issuer}, ${client_id}, ${client_secret_jwe}, ${scope}, ${links_verified}, ${registers}
          ) as status`,
      ),
    setIdentityProviderEnabled: (id, enabled) =>
      status(
        sql<{ status: boolean }[]>`
          select * from rowseal_private.set_identity_provider_enabled(${id}, ${enabled}) as status`,
      ),
    removeIdentityProvider: (id, withIdentities) =>
      status(
        sql<{ status: 'removed' | 'in_use' | 'unknown' }[]>`
          select * from rowseal_private.remove_identity_provider(${id}, ${withIdentities}) as status`,
      ),
    purge: async (batch) => {
      const [row] = await sql<{ purged: number | null }[]>`select rowseal_private.purge(${batch}) as purged`;
      return row?.purged ?? 0;
    },
    purgeLag: async () => {
      const [row] = await sql<{ seconds: number }[]>`
        select ceil(extract(epoch from rowseal_private.purge_lag()))::integer as seconds`;
      return row?.seconds ?? 0;
    },
    close: (patienceSeconds = 2) => sql.end({ timeout: patienceSeconds }),
  };
}
