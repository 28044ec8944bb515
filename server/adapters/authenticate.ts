import { bearerToken } from '../credentials/presented-entry.ts';
import type { Entry } from '../database/entry.ts';
import { Problem } from '../http/problem.ts';
import { parse, workspaceName } from '../http/schemas.ts';
import type { Credentials } from './credentials.ts';
import type { Caller } from './entering.ts';
import { pageToken } from './page-token.ts';
import { type OfflinePrincipal, type Principal, principalFrom, scopesIn } from './principal.ts';

/** What of a request `authenticate` needs: a Request of the Web standard has it. */
export interface Requested {
  /** Looked at where `pages` is; left out: GET. */
  method?: string;
  headers: { get(name: string): string | null };
}

/** What is known of a request besides its headers. */
export interface AuthenticateOptions {
  /** Id or slug; left out: what the header X-Rowseal-Workspace names, or the one that the credential is bound to. */
  workspace?: string;
  /** The client's address, as the application saw it. A credential that lists networks is refused without one. */
  ip?: string;
  /** Reads the cookie of pages too, where no other site may have caused the request (`pageToken`). */
  pages?: boolean;
  /** What logs call the request; audit events carry it. */
  requestId?: string;
}

/** Verify an access token alone, without asking the database. */
export interface OfflineOptions {
  offline: true;
}

/** Says who calls. */
export interface Authenticate {
  /**
   * Who a request comes from, by its Authorization header: an access token (JWT), a personal access token (rsp_…) or a key of a service (rss_…).
   * The database answers in one statement, with what may be done now.
   *
   * @param request - of the Web standard.
   * @param options - see {@link AuthenticateOptions}.
   * @throws Problem authentication_required, invalid_token, invalid_input; the refusal of the database, with its SQLSTATE in `code`.
   */
  (request: Requested, options?: AuthenticateOptions): Promise<Principal>;
  /**
   * Whom an access token was issued to, by its signature, `typ`, issuer, audience and expiry alone: whether it was revoked since, and what its holder
   * may do, only the database knows.
   *
   * @param request - of the Web standard.
   * @param options - see {@link OfflineOptions}.
   * @throws Problem authentication_required, invalid_token: for a personal access token too, which has no signature.
   */
  (request: Requested, options: OfflineOptions): Promise<OfflinePrincipal>;
}

/**
 * Makes {@link Authenticate}.
 *
 * @param credentials - verifies what is presented.
 * @param ask - asks the database who an entry is.
 * @param issuer - its public URL.
 */
export function authenticateBy(
  credentials: Credentials,
  ask: (entry: Entry) => Promise<Caller>,
  issuer: string,
): Authenticate {
  async function offline(token: string): Promise<OfflinePrincipal> {
    const { sub, sid, client_id, workspace, scope, exp } = await credentials.verify(token);
    if (exp * 1000 <= Date.now()) throw new Problem('invalid_token');
    return Object.freeze({
      userId: client_id === sub ? null : sub,
      serviceId: client_id === sub ? sub : null,
      credentialId: sid,
      boundWorkspaceId: workspace ?? null,
      credentialScopes: scope === undefined ? null : scopesIn(scope),
      expiresAt: new Date(exp * 1000),
    });
  }

  async function live(token: string, named: string | null, { ip, requestId }: AuthenticateOptions): Promise<Principal> {
    const wanted = named === null ? undefined : parse(workspaceName, named);
    return principalFrom(await ask(await credentials.entryOf(token, { wanted, ip, request_id: requestId })));
  }

  const authenticate = async (
    { headers, method = 'GET' }: Requested,
    options: AuthenticateOptions & Partial<OfflineOptions> = {},
  ): Promise<Principal | OfflinePrincipal> => {
    const token = options.pages ? pageToken({ headers, method }, issuer) : bearerToken(headers.get('authorization'));
    if (options.offline) return offline(token);
    return live(token, options.workspace ?? headers.get('x-rowseal-workspace'), options);
  };
  return authenticate as Authenticate;
}
