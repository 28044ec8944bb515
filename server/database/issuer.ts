import type { MasterKeys } from '../credentials/master-keys.ts';
import { refreshTokens } from '../credentials/refresh-tokens.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';
import { type AccountFunctions, accountFunctions } from './account-functions.ts';
import { type DatabaseClock, databaseClock } from './database-clock.ts';
import { type EmailCodeFunctions, emailCodeFunctions } from './email-code-functions.ts';
import { type FactorFunctions, factorFunctions } from './factor-functions.ts';
import { inTurn } from './in-turn.ts';
import { Route } from './login-settings.ts';
import type { MaintenanceMode } from './maintenance-mode.ts';
import { type OAuthFunctions, oauthFunctions } from './oauth-functions.ts';
import { type PasskeyFunctions, passkeyFunctions } from './passkey-functions.ts';
import { type PasswordFunctions, passwordFunctions } from './password-functions.ts';
import { type ProviderFunctions, providerFunctions } from './provider-functions.ts';
import type { PlacedState, RecoveryGuard } from './recovery-guard.ts';
import { only } from './rows.ts';
import { type SessionFunctions, sessionFunctions } from './session-functions.ts';
import { type SigningKeys, signingKeysBehind } from './signing-key-functions.ts';
import { openSql, openSqlConnections, type Sql } from './sql-connections.ts';
import { type StreamFunctions, streamFunctions } from './stream-functions.ts';
import { type TokenFunctions, tokenFunctions } from './token-functions.ts';
import { type WebhookFunctions, webhookFunctions } from './webhook-functions.ts';

/** The issuing door: one method a function of the database. */
export interface Issuer
  extends AccountFunctions,
    PasswordFunctions,
    SessionFunctions,
    SigningKeys,
    StreamFunctions,
    TokenFunctions,
    WebhookFunctions {
  /** The time by which tokens are issued and verified. */
  readonly clock: DatabaseClock;
  /** The authorization server's half. */
  oauth: OAuthFunctions;
  /** What people prove beside a password or a provider. */
  factors: FactorFunctions;
  passkeys: PasskeyFunctions;
  /** Codes that are mailed. */
  emailCodes: EmailCodeFunctions;
  /** Logins through other providers. */
  providers: ProviderFunctions;
  /**
   * Whether the database may be served from by who has seen this place (null: none), which standbys are read from, and in how many seconds changes
   * may be tried again (null: they are taken); see rowseal.recovery_state_since, rowseal.read_replicas, rowseal_private.maintenance.
   */
  databaseState(seen: string | null): Promise<DatabaseState>;
  /** Says that this server reads from standbys, and answers with all that are read from; see rowseal.beat. */
  beat(serverId: string, beat: number, replicas: string[]): Promise<string[]>;
  /** Calls back when signing keys may have changed: whenever the database says so, and whenever it can be heard again. */
  onSigningKeyNotice(callback: () => void): void;
  /** Calls back when audit events were sealed, if the database can be heard. */
  onSealedEvents(callback: () => void): void;
  close(): Promise<void>;
}

/** What a server asks the database every 0.9 s. */
interface DatabaseState extends PlacedState {
  replicas: string[];
  maintenance: number | null;
}

/** How the issuing door is opened. */
export interface IssuerOptions {
  /** Connections to open at most. */
  max?: number;
  /** To the door, where something else has learnt about it already. */
  route?: Route;
  /** Sets the password of the role back where new connections are refused with it; false: it could not. */
  reclaimPassword?: () => Promise<boolean>;
  /** Told by the database, over each connection, whether it may be served from; left out: it is not asked. */
  recovery?: RecoveryGuard;
  /** Knows why the database may refuse a change; left out: nobody does. */
  maintenance?: MaintenanceMode;
  /** Traces what requests ask for. */
  tracing?: Tracing | undefined;
  /** Told of waits and outcomes. */
  metrics?: Metrics;
  /** How long the database may be silent, in milliseconds. */
  silence?: number | undefined;
}

/**
 * Opens the issuing door.
 *
 * @param url - connection string of rowseal_issuer.
 * @param masterKey - of the installation: refresh tokens are derived under it.
 * @param options - see {@link IssuerOptions}.
 */
export function openIssuer(
  url: string,
  masterKey: MasterKeys,
  {
    max = 5,
    metrics,
    tracing,
    silence,
    reclaimPassword,
    recovery,
    maintenance,
    route = new Route(url, 'issuer'),
  }: IssuerOptions = {},
): Issuer {
  const refresh = refreshTokens(masterKey);
  const clock = databaseClock();
  const doorOn = (sql: Sql) => ({
    own: {
      ...accountFunctions(sql),
      ...passwordFunctions(sql, metrics),
      ...sessionFunctions(sql, refresh, metrics),
      ...signingKeysBehind(sql, clock),
      ...streamFunctions(sql),
      ...tokenFunctions(sql),
      ...webhookFunctions(sql),
    },
    oauth: oauthFunctions(sql, refresh),
    factors: factorFunctions(sql, refresh, metrics),
    passkeys: passkeyFunctions(sql, refresh, metrics),
    emailCodes: emailCodeFunctions(sql, refresh, metrics),
    providers: providerFunctions(sql, refresh),
    reach: async () => void (await sql`select`),
    databaseState: async (seen: string | null) =>
      only(
        await sql<DatabaseState[]>`
          select found.state, found.era, found.place, rowseal.read_replicas() as replicas,
                 rowseal_private.maintenance() as maintenance
            from rowseal.recovery_state_since(${seen}) as found`,
      ),
    beat: async (serverId: string, beat: number, replicas: string[]) =>
      only(
        await sql<{ replicas: string[] }[]>`
          select * from rowseal.beat(${serverId}, ${beat}, ${replicas}) as replicas`,
      ).replicas,
  });
  const connections = openSqlConnections({
    route,
    max,
    applicationName: 'rowseal issuer',
    make: doorOn,
    silence,
    reclaimPassword,
    refusalOf: maintenance?.refusalOf,
    check: recovery && {
      get era() {
        return recovery.era;
      },
      ask: (sql) => recovery.require((seen) => stateOf(sql, seen)),
    },
    onWait: (seconds) => metrics?.poolWaited('issuer', seconds),
  });
  metrics?.watchPool('issuer', () => ({ busy: connections.busy, waiting: connections.waiting }));
  let listener: Sql | undefined;
  let isClosed = false;

  /** Behind a pooler in transaction mode no notice comes; those who listen ask by themselves too. */
  async function listen(channel: string, callback: () => void): Promise<void> {
    await connections.run(({ reach }) => reach()).catch(() => {});
    if (isClosed || route.isPooled) return;
    listener ??= openSql(route, 'rowseal issuer, listening');
    // It connects anew by itself, whenever it has lost its connection.
    listener.listen(channel, callback, callback).catch(() => {});
  }

  // Never asked, and so never connected: it tells which functions there are.
  const { own, oauth, factors, passkeys, emailCodes, providers } = doorOn(openSql(route, 'rowseal issuer'));
  const traced = (name: string, call: () => Promise<unknown>) =>
    tracing ? tracing.within(`issuer ${name}`, { 'db.system.name': 'postgresql' }, call) : call();
  /** Each call over a connection of its own. */
  const spread = <T extends { [K in keyof T]: (...values: never[]) => Promise<unknown> }>(
    functions: T,
    of: (door: ReturnType<typeof doorOn>) => T,
  ) => inTurn(functions, (call, name) => traced(name, () => connections.run((door) => call(of(door)))));
  return {
    ...spread(own, (door) => door.own),
    clock,
    oauth: spread(oauth, (door) => door.oauth),
    factors: spread(factors, (door) => door.factors),
    passkeys: spread(passkeys, (door) => door.passkeys),
    emailCodes: spread(emailCodes, (door) => door.emailCodes),
    providers: spread(providers, (door) => door.providers),
    databaseState: (seen) => connections.run((door) => door.databaseState(seen)),
    beat: (serverId, beat, replicas) => connections.run((door) => door.beat(serverId, beat, replicas)),
    onSigningKeyNotice: (callback) => void listen('rowseal_keys', callback),
    onSealedEvents: (callback) => void listen('rowseal_events', callback),
    close: async () => {
      isClosed = true;
      await Promise.all([connections.close(), listener?.end({ timeout: 2 })]);
    },
  };
}

/** Without a name: it is asked once a connection and era. */
async function stateOf(sql: Sql, seen: string | null): Promise<PlacedState> {
  return only(await sql.unsafe<PlacedState[]>('select * from rowseal.recovery_state_since($1)', [seen]));
}
