import postgres from 'postgres';
import { deferred } from './deferred.ts';
import { DRIVER_TYPES } from './driver-types.ts';
import { postgresOptions } from './drivers.ts';
import { type EncryptedSecrets, encryptedSecretsBehind } from './encrypted-secrets.ts';
import { type Evidence, evidenceBehind } from './evidence-functions.ts';
import { inTurn } from './in-turn.ts';
import type { Route } from './login-settings.ts';
import type { StoredProvider } from './provider-functions.ts';
import { type Queue, queueBehind } from './queue-functions.ts';
import { type SigningAlgorithm, type SigningKeys, signingKeysBehind } from './signing-key-functions.ts';
import { SILENCE_MS } from './sql-connections.ts';

/** As many as the database gives at a time. */
export const CLIENTS_IN_A_PAGE = 1_000;

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
  /** Whether it may then leave the nonce out too. */
  nonceWaived: boolean;
  /** A picture for the consent page; undefined: none. */
  logo: string | undefined;
  /** Where people may be sent after they have signed out. */
  postLogoutRedirectUris: string[];
  /** Where it is told that a session has ended; undefined: nowhere. */
  backchannelLogoutUri: string | undefined;
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
export interface Maintenance extends SigningKeys, Evidence, EncryptedSecrets, Queue {
  /** Moves on every key whose time has come; the algorithms that lack a next key. */
  advanceSigningKeys(): Promise<SigningAlgorithm[]>;
  /** Puts the next key in the place of a current one; at once: although it has hardly been published. */
  rotateSigningKey(id: string, atOnce: boolean): Promise<'rotated' | 'too_early' | 'no_next' | 'not_current'>;
  /** Makes a new key seal; at once: the older ones count no more. Its id. */
  rotateSealKey(atOnce: boolean): Promise<string>;
  /** Ends a key before its time. */
  revokeSigningKey(id: string): Promise<'revoked' | 'current' | 'unknown'>;
  /** Registers an application. The secret is seen here and never again. */
  addClient(client: NewClient): Promise<{ client_id: string; client_secret: string | null }>;
  /** A page of the registered applications: a thousand at most, those after a client_id. */
  clients(after?: string): Promise<ListedClient[]>;
  /** Removes an application and all it was granted; false: there is none. */
  removeClient(id: string): Promise<boolean>;
  identityProviders(): Promise<StoredProvider[]>;
  /** Adds an identity provider, or changes one that has the same issuer. */
  saveIdentityProvider(provider: Omit<StoredProvider, 'enabled'>): Promise<'saved' | 'another_issuer' | 'too_many'>;
  /** False: there is no such id. */
  setIdentityProviderEnabled(id: string, enabled: boolean): Promise<boolean>;
  removeIdentityProvider(id: string, withIdentities: boolean): Promise<'removed' | 'in_use' | 'unknown'>;
  /** Removes what has ended, as many rows of each table at most; how many it removed: 0 where nothing is left, or another process purges. */
  purge(batch: number): Promise<number>;
  /** How long what is due first has been due, in seconds. */
  purgeLag(): Promise<number>;
  /** Closes the connection after the running query, or after so many seconds whatever it does. */
  close(patienceSeconds?: number): Promise<void>;
}

/** How the maintenance door is opened. */
export interface MaintenanceOptions {
  /** To the door, for a process that has learnt whether it may pin its settings; left out: the role's own count. */
  route?: Route | undefined;
  /** How long the database may be silent, in milliseconds. */
  silence?: number | undefined;
  /** As the database shows its connection. */
  applicationName?: string;
}

/**
 * Opens the maintenance door. It connects when it is used, and lets go a little later. What the database does not answer in time fails, and the next call
 * gets another connection.
 *
 * @param url - connection string of rowseal_worker.
 * @param options - see {@link MaintenanceOptions}.
 */
export function openMaintenance(
  url: string,
  { route, silence = SILENCE_MS, applicationName = 'rowseal maintenance' }: MaintenanceOptions = {},
): Maintenance {
  let sql = connect(url, route, applicationName);

  /** One function of the database, on the connection of the moment. */
  async function call<R>(use: (functions: MaintenanceFunctions) => Promise<R>): Promise<R> {
    const asked = sql;
    const silent = deferred<never>();
    const timer = setTimeout(() => {
      silent.reject(
        new Error(`the database has not answered for ${silence / 1000} s; the call may have been carried out`),
      );
      if (sql === asked) sql = connect(url, route, applicationName);
      asked.end({ timeout: 0 }).catch(() => {});
    }, silence);
    try {
      return await Promise.race([use(functionsBehind(asked)), silent.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    ...inTurn(functionsBehind(sql), call),
    close: (patienceSeconds = 2) => sql.end({ timeout: patienceSeconds }),
  };
}

function connect(url: string, route: Route | undefined, applicationName: string): postgres.Sql {
  const introduction = { applicationName, startupOptions: route?.options.all };
  return postgres({
    ...postgresOptions(route?.target ?? url, introduction),
    max: 1,
    idle_timeout: 5,
    onnotice: () => {},
    fetch_types: false,
    types: DRIVER_TYPES,
    prepare: !route?.isPooled,
  });
}

type MaintenanceFunctions = Omit<Maintenance, 'close'>;

function functionsBehind(sql: postgres.Sql): MaintenanceFunctions {
  const status = async <T>(rows: Promise<readonly { status: T }[]>): Promise<T> => {
    const [row] = await rows;
    if (row === undefined) throw new Error('a function of the database returned no row');
    return row.status;
  };

  return {
    ...signingKeysBehind(sql),
    ...evidenceBehind(sql),
    ...encryptedSecretsBehind(sql),
    ...queueBehind(sql),
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
    rotateSealKey: (atOnce) =>
      status(sql<{ status: string }[]>`select * from rowseal_private.rotate_seal_key(${atOnce}) as status`),
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
      nonceWaived,
      logo,
      postLogoutRedirectUris,
      backchannelLogoutUri,
    }) => {
      const [row] = await sql<{ client_id: string; client_secret: string | null }[]>`
        select * from rowseal_private.add_client(
          ${name}, ${redirectUris}, ${authMethod}, ${scope ?? null}, ${jwks ? sql.json(jwks as postgres.JSONValue) : null},
          ${idTokenAlgorithm}, ${firstParty}, pkce_waived => ${pkceWaived}, logo_uri => ${logo ?? null},
          post_logout_redirect_uris => ${postLogoutRedirectUris}, backchannel_logout_uri => ${backchannelLogoutUri ?? null},
          nonce_waived => ${nonceWaived}
        )`;
      if (row === undefined) throw new Error('a function of the database returned no row');
      return row;
    },
    clients: async (after) => [
      ...(await sql<
        ListedClient[]
      >`select * from rowseal_private.list_clients(${after ?? null}, ${CLIENTS_IN_A_PAGE})`),
    ],
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
      trusted_audiences,
      two_factor_values,
      phishing_resistant_values,
    }) =>
      status(
        sql<{ status: 'saved' | 'another_issuer' | 'too_many' }[]>`
          select * from rowseal_private.save_identity_provider(
            ${id}, ${kind}, ${name}, ${issuer}, ${client_id}, ${client_secret_jwe}, ${scope}, ${links_verified}, ${registers},
            ${trusted_audiences}, ${two_factor_values}, ${phishing_resistant_values}
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
  };
}
