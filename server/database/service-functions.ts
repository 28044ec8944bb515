import type postgres from 'postgres';
import type { PresentedToken } from '../credentials/token-format.ts';
import { type Caller, fromRequest } from './caller.ts';
import type { GrantTokens } from './oauth-types.ts';
import { tokenRow } from './presented-tokens.ts';
import { only } from './rows.ts';
import type { IssuedClaims } from './sealed-claims.ts';

interface OwnTokensRow extends IssuedClaims {
  status: string;
  retry_after: number;
  granted: string;
}

interface OutcomeRow {
  status: string;
  retry_after: number | null;
}

const outcome = ({ status, retry_after }: OutcomeRow) => ({ status, retryAfter: retry_after });

/** An assertion of a service whose signature one of its public keys has verified. */
export interface UsedAssertion {
  keyId: string;
  jti: string;
  expiresAt: Date;
}

function ownTokens({
  status,
  retry_after,
  granted,
  ...claims
}: OwnTokensRow): GrantTokens | { status: string; retryAfter: number } {
  if (status !== 'ok') return { status, retryAfter: retry_after };
  return {
    claims,
    refreshToken: undefined,
    granted: { scope: granted, resource: null, identity: null, authentication: {} },
  };
}

/**
 * What services do at the authorization server: one method a function of the database.
 *
 * @param sql - connections of rowseal_issuer.
 */
export function serviceFunctions(sql: postgres.Sql<{ seconds: number; texts: string[] }>) {
  return {
    servicePublicKeys: async (serviceId: string) =>
      sql<{ key_id: string; public_key: object }[]>`
        select key_id, public_key from rowseal_private.service_public_keys(${serviceId})`,
    authenticateServiceKey: async (serviceId: string, key: PresentedToken | undefined, caller: Caller) =>
      outcome(
        only(
          await sql<OutcomeRow[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.authenticate_service_key(${serviceId}, ${tokenRow(key)}, ${fromRequest(sql, caller)})`,
        ),
      ),
    authenticateServiceAssertion: async (serviceId: string, { keyId, jti, expiresAt }: UsedAssertion, caller: Caller) =>
      outcome(
        only(
          await sql<OutcomeRow[]>`
          select status, ceil(extract(epoch from retry_after))::int as retry_after
            from rowseal_private.authenticate_service_assertion(
              ${serviceId}, ${keyId}, ${jti}, ${expiresAt}, ${fromRequest(sql, caller)}
            )`,
        ),
      ),
    exchangeServiceAssertion: async (
      serviceId: string,
      { keyId, jti, expiresAt }: UsedAssertion,
      scope: string | undefined,
      caller: Caller,
    ) =>
      ownTokens(
        only(
          await sql<OwnTokensRow[]>`
            select status, granted, ceil(extract(epoch from retry_after))::int as retry_after, (claims).*,
                   floor(extract(epoch from clock_timestamp()))::bigint as iat
              from rowseal_private.exchange_service_assertion(
                ${serviceId}, ${keyId}, ${jti}, ${expiresAt}, ${scope ?? null}, ${fromRequest(sql, caller)}
              )`,
        ),
      ),
    inspectServiceToken: async (
      serviceId: string,
      { sid, scope, exp }: { sid: string; scope?: string | undefined; exp: number },
    ) => {
      const row = only(
        await sql<{ token: Record<string, unknown> | null }[]>`
          select rowseal_private.inspect_service_token(${serviceId}, ${sid}, ${scope ?? ''}, ${exp}) as token`,
      );
      return row.token;
    },
    revokeServiceToken: async (serviceId: string, { sid, exp }: { sid: string; exp: number }, caller: Caller) => {
      await sql`
        select rowseal_private.revoke_service_token(${serviceId}, ${sid}, ${exp}, ${fromRequest(sql, caller)})`;
    },
    exchangeServiceKey: async (
      serviceId: string,
      key: PresentedToken | undefined,
      scope: string | undefined,
      caller: Caller,
    ) =>
      ownTokens(
        only(
          await sql<OwnTokensRow[]>`
            select status, granted, ceil(extract(epoch from retry_after))::int as retry_after, (claims).*,
                   floor(extract(epoch from clock_timestamp()))::bigint as iat
              from rowseal_private.exchange_service_key(
                ${serviceId}, ${tokenRow(key)}, ${scope ?? null}, ${fromRequest(sql, caller)}
              )`,
        ),
      ),
  };
}
