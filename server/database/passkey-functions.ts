import type { RefreshTokens } from '../credentials/refresh-tokens.ts';
import { presentedToken } from '../credentials/token-format.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type Caller, fromRequest } from './caller.ts';
import { claimsRow, fromEntry } from './claims-row.ts';
import type { ClaimsEntry } from './entry.ts';
import { bytea, refreshTokenRow, tokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims } from './sealed-claims.ts';
import type { Sql } from './sql-connections.ts';

/** Who is asked for a passkey: anybody, who signs in; a login that waits (rsl_); a session that steps up (rsr_). */
export type PasskeyOwner =
  | { kind: 'sign_in' }
  | { kind: 'second_factor'; challenge: string }
  | { kind: 'step_up'; refreshToken: string; verify: boolean | undefined };

/** The challenge of an authenticator, and the browser that it was sent to: SHA-256 of each. */
export interface PasskeyDigests {
  challenge: Uint8Array;
  browser: Uint8Array;
}

/** A passkey as browsers are told of it. */
export interface PasskeyDescriptor {
  /** base64url. */
  id: string;
  transports: string[];
}

/** What an authenticator signed, where signature, challenge, origin, RP ID and type were right. */
export interface PasskeyFacts {
  userPresent: boolean;
  userVerified: boolean;
  backupEligible: boolean;
  backedUp: boolean;
  signCount: number;
}

/** See rowseal_private.asserted_passkey. */
export interface AssertedPasskey {
  digests: PasskeyDigests;
  credentialId: Uint8Array;
  userHandle: Uint8Array | undefined;
  /** Undefined: something was wrong. */
  facts: PasskeyFacts | undefined;
}

/** What an answer is verified with; see rowseal_private.passkey_challenge. */
export type PasskeyChallenge =
  | { status: 'ok'; public_key: Uint8Array | null; rp_id: string | null; origins: string[] }
  | { status: 'throttled'; retry_after: number }
  | { status: 'invalid' };

/** What came of asking for a passkey; see rowseal_private.ask_passkey. */
export type AskedPasskey =
  | { status: 'ok'; rp_id: string; asks_verification: boolean; known: PasskeyDescriptor[] }
  | { status: 'throttled'; retry_after: number }
  | { status: 'invalid' | 'elsewhere' };

/** What came of beginning a passkey; see rowseal_private.begin_passkey. */
export type BegunPasskey =
  | { status: 'begun'; rp_id: string; handle: Uint8Array; address: string; known: PasskeyDescriptor[] }
  | { status: 'elsewhere' | 'too_many' };

/** What came of confirming it; see rowseal_private.confirm_passkey. */
export type ConfirmedPasskey =
  | { status: 'confirmed'; id: string; has_new_codes: boolean }
  | { status: 'invalid' | 'known' | 'elsewhere' };

/** Everything about a login by a passkey but the passkey. */
export interface PasskeyLogin extends Caller {
  userAgent: string | undefined;
  workspace: string | undefined;
  scope: string | undefined;
  /** The refresh token of a session that this login ends. */
  replaces?: string | undefined;
  devices: Uint8Array | null;
  deviceDigest: Uint8Array;
}

/** What came of a login by a passkey. */
export type PasskeyLoginOutcome =
  | { status: 'ok'; claims: IssuedClaims; refreshToken: string; deviceId: string | null }
  | { status: 'account_deleted'; eraseAt: Date; restoreToken: string | null }
  | { status: 'denied' | 'not_a_member' };

/** The functions on passkeys of the issuing door: one method a function of the database. */
export type PasskeyFunctions = ReturnType<typeof passkeyFunctions>;

/**
 * rowseal_private.asserted_passkey as PostgreSQL reads it.
 *
 * @param asserted - what was signed.
 */
export function passkeyRow({ digests, credentialId, userHandle, facts }: AssertedPasskey): string {
  const flags = facts
    ? ['t', facts.userPresent, facts.userVerified, facts.backupEligible, facts.backedUp, facts.signCount]
    : ['f', '', '', '', '', ''];
  const bytes = [digests.challenge, digests.browser, credentialId].map(bytea);
  return `(${[...bytes, userHandle ? bytea(userHandle) : '', ...flags].join()})`;
}

/**
 * The functions on passkeys, behind the issuing door.
 *
 * @param sql - connections of rowseal_issuer.
 * @param refresh - makes refresh tokens and takes them apart.
 * @param metrics - told of outcomes.
 */
export function passkeyFunctions(sql: Sql, refresh: RefreshTokens, metrics?: Metrics) {
  const entered = (entry: ClaimsEntry) => sql`${claimsRow(sql, entry)}, ${entry.wanted ?? null}`;

  return {
    strandedPasskeys: async (origin: string) =>
      only(
        await sql<{ rp_id: string | null; passkeys: number; people: number }[]>`
          select rp_id, passkeys::int, people::int from rowseal_private.stranded_passkeys(${origin})`,
      ),
    relatedOrigins: async () =>
      only(await sql<{ origins: string[] }[]>`select rowseal_private.related_origins() as origins`).origins,
    beginPasskey: async (entry: ClaimsEntry, origin: string, { challenge, browser }: PasskeyDigests) =>
      only(
        await sql<BegunPasskey[]>`
          select * from rowseal_private.begin_passkey(
            ${entered(entry)}, ${origin}, ${challenge}, ${browser}, ${fromEntry(sql, entry)}
          )`,
      ),
    confirmPasskey: async (
      entry: ClaimsEntry,
      origin: string,
      asserted: AssertedPasskey,
      made: { publicKey: Uint8Array; transports: string[]; name: string },
      recoveryDigests: Uint8Array,
    ) =>
      only(
        await sql<ConfirmedPasskey[]>`
          select * from rowseal_private.confirm_passkey(
            ${entered(entry)}, ${origin}, ${passkeyRow(asserted)}, ${made.publicKey}, ${sql.typed.texts(made.transports)}::text[], ${made.name},
            ${recoveryDigests}, ${fromEntry(sql, entry)}
          )`,
      ),
    renamePasskey: async (entry: ClaimsEntry, id: string, name: string) =>
      only(
        await sql<{ renamed: boolean }[]>`
          select rowseal_private.rename_passkey(${entered(entry)}, ${id}, ${name}, ${fromEntry(sql, entry)}) as renamed`,
      ).renamed,
    askPasskey: async (owner: PasskeyOwner, origin: string, { challenge, browser }: PasskeyDigests, caller: Caller) => {
      const waiting = owner.kind === 'second_factor' ? tokenRow(presentedToken('rsl_', owner.challenge)) : null;
      const session = owner.kind === 'step_up' ? refreshTokenRow(refresh.presented(owner.refreshToken)) : null;
      // Of what is not whole nobody is asked, as of what is unknown.
      if (owner.kind !== 'sign_in' && waiting === null && session === null) return { status: 'invalid' } as const;
      return only(
        await sql<AskedPasskey[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, rp_id, asks_verification, known
            from rowseal_private.ask_passkey(
              ${waiting}, ${session}, ${owner.kind === 'step_up' ? (owner.verify ?? null) : null}, ${origin},
              ${challenge}, ${browser}, ${fromRequest(sql, caller)}
            )`,
      );
    },
    passkeyChallenge: async (
      { challenge, browser }: PasskeyDigests,
      credentialId: Uint8Array,
      from: { ip?: string | undefined; reqId?: string | undefined; devices: Uint8Array | null },
    ) =>
      only(
        await sql<PasskeyChallenge[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after, public_key, rp_id, origins
            from rowseal_private.passkey_challenge(
              ${challenge}, ${browser}, ${credentialId}, ${fromRequest(sql, from)}, ${from.devices}
            )`,
      ),
    logInWithPasskey: async (asserted: AssertedPasskey, login: PasskeyLogin): Promise<PasskeyLoginOutcome> => {
      const first = refresh.first();
      const { status, device_id, erase_at, restore_token, ...claims } = only(
        await sql<
          ({
            status: PasskeyLoginOutcome['status'];
            device_id: string | null;
            erase_at: Date;
            restore_token: string | null;
          } & IssuedClaims)[]
        >`
          select status, device_id, erase_at, restore_token, (claims).*,
                 floor(extract(epoch from clock_timestamp()))::bigint as iat
            from rowseal_private.log_in_with_passkey(
              ${passkeyRow(asserted)}, ${login.workspace ?? null}, ${login.scope ?? null}, ${fromRequest(sql, login)},
              ${login.userAgent ?? null}, ${refreshTokenRow(refresh.presented(login.replaces))}, ${first.digest},
              ${login.devices}, ${login.deviceDigest}
            )`,
      );
      metrics?.loginJudged(status);
      if (status === 'ok') return { status, claims, refreshToken: first.of(claims), deviceId: device_id };
      return status === 'account_deleted' ? { status, eraseAt: erase_at, restoreToken: restore_token } : { status };
    },
  };
}
