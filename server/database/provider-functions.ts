import type postgres from 'postgres';
import type { RefreshTokens } from '../credentials/refresh-tokens.ts';
import { digestOf } from '../credentials/token-format.ts';
import { type Caller, fromRequest } from './caller.ts';
import { refreshTokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims } from './sealed-claims.ts';
import type { DeletedAccount, WaitingLogin } from './session-functions.ts';

/** An identity provider as stored: its secret encrypted. */
export interface StoredProvider {
  id: string;
  kind: 'oidc' | 'github';
  name: string;
  issuer: string;
  client_id: string;
  client_secret_jwe: string;
  scope: string;
  links_verified: boolean;
  registers: boolean;
  enabled: boolean;
  /** Whom its ID tokens may be for beside us. */
  trusted_audiences: string[];
  /** Values of its acr and amr that are believed to mean two factors: acr=…, amr=…. */
  two_factor_values: string[];
  /** The same for two factors that cannot be phished. */
  phishing_resistant_values: string[];
}

/** A login that goes to a provider; see rowseal_private.begin_provider_login. */
export interface ProviderLogin extends Caller {
  provider: string;
  browserSecret: Uint8Array;
  /** The authorization request that waits for it. */
  requestId: string | undefined;
  /** Of the user who is signed in in the browser. */
  refreshToken: string | undefined;
  /** Links the identity to their account, instead of signing in. */
  links: boolean;
}

/** What the client that waits for a login asks of the authentication (OpenID Connect Core section 3.1.2.1). */
export interface AskedAuthentication {
  /** login, select_account, or both. */
  prompt: string | null;
  /** In seconds. */
  max_age: number | null;
  acr_values: string | null;
}

/** What a login that came back was begun for; see rowseal_private.consume_provider_login. */
export interface TakenLogin {
  request_id: string | null;
  session_user_id: string | null;
  session_id: string | null;
  links: boolean;
  /** The earliest authentication that will do; null: any. */
  authenticated_since: Date | null;
}

/** What another provider says of who came back. SQL decides what that is worth: link, create, refuse. */
export interface AssertedIdentity {
  /** The user's id at the provider. Never an e-mail address. */
  subject: string;
  email: string | undefined;
  /** Whether the provider says that the address is theirs. */
  emailVerified: boolean;
  name: string | undefined;
  /** When the provider says that it authenticated them; undefined: it does not say. */
  authenticatedAt?: Date | undefined;
  /** How, as its ID token says; undefined: it does not say. SQL decides what is believed of it. */
  acr?: string | undefined;
  amr?: string[] | undefined;
}

/** Who came back, and for what; see rowseal_private.log_in_with_identity. */
export interface IdentityLogin extends AssertedIdentity, Caller {
  provider: string;
  login: TakenLogin;
  userAgent: string | undefined;
  /** Devices that came along; see rowseal_private.known_device. */
  devices: Uint8Array | null;
  /** Of the secret of a new device; null: it keeps none. */
  deviceDigest: Uint8Array | null;
}

/** Why nobody was signed in. */
export type IdentityRefusal = 'link_refused' | 'registration_closed' | 'email_required' | 'denied' | 'throttled';

/** What came of a login through a provider. */
export type IdentityOutcome =
  | { status: 'ok'; claims: IssuedClaims; refreshToken: string; deviceId: string | null }
  | DeletedAccount
  | ({ status: 'second_factor' } & WaitingLogin)
  | { status: 'linked' | IdentityRefusal };

interface IdentityRow {
  status: IdentityOutcome['status'];
  device_id: string | null;
  erase_at: Date;
  restore_token: string | null;
}

/**
 * The providers' part of the issuing door: one method a function of the database.
 *
 * @param sql - connections of rowseal_issuer.
 * @param refresh - makes refresh tokens and takes them apart.
 */
export function providerFunctions(sql: postgres.Sql<{ seconds: number }>, refresh: RefreshTokens) {
  return {
    list: async () => [...(await sql<StoredProvider[]>`select * from rowseal_private.list_identity_providers()`)],
    begin: async ({ provider, browserSecret, requestId, refreshToken, links, ...caller }: ProviderLogin) =>
      only(
        await sql<
          (
            | ({ status: 'ok'; state: string } & AskedAuthentication)
            | { status: 'disabled' | 'sign_in_required' }
            | { status: 'throttled'; retry_after: number }
          )[]
        >`
          select status, state, ceil(extract(epoch from retry_after))::int as retry_after, prompt, max_age, acr_values
            from rowseal_private.begin_provider_login(
              ${provider}, ${digestOf(browserSecret)}, ${requestId ?? null},
              ${refreshTokenRow(refresh.presented(refreshToken))}, ${links}, ${fromRequest(sql, caller)}
            )`,
      ),
    take: async (state: string, browserSecret: Uint8Array, provider: string) =>
      only(
        await sql<(({ status: 'ok' } & TakenLogin) | { status: 'invalid' | 'disabled' })[]>`
          select * from rowseal_private.consume_provider_login(${digestOf(state)}, ${digestOf(browserSecret)}, ${provider})`,
      ),
    logIn: async (given: IdentityLogin): Promise<IdentityOutcome> => {
      const {
        provider,
        subject,
        email,
        emailVerified,
        name,
        authenticatedAt,
        acr,
        amr,
        login,
        userAgent,
        devices,
        deviceDigest,
      } = given;
      const first = refresh.first();
      const { status, device_id, erase_at, restore_token, challenge, factors, ...claims } = only(
        await sql<(IdentityRow & WaitingLogin & IssuedClaims)[]>`
          select status, device_id, erase_at, restore_token, challenge, array_to_json(factors) as factors, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.log_in_with_identity(
              ${provider}, ${subject}, ${email ?? null}, ${emailVerified}, ${name ?? null},
              ${login.session_user_id}, ${login.session_id}, ${login.links}, ${fromRequest(sql, given)}, ${userAgent ?? null},
              ${first.digest}, ${devices}, ${deviceDigest}, ${authenticatedAt ?? null},
              ${acr ?? null}, ${amr ?? null}
            )`,
      );
      if (status === 'account_deleted') return { status, eraseAt: erase_at, restoreToken: restore_token };
      if (status === 'second_factor') return { status, challenge, factors };
      return status === 'ok' ? { status, claims, refreshToken: first.of(claims), deviceId: device_id } : { status };
    },
  };
}

/** The providers' part of the issuing door. */
export type ProviderFunctions = ReturnType<typeof providerFunctions>;
