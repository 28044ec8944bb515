import { Problem } from '../http/problem.ts';
import type { Caller } from './entering.ts';
import { WorkspaceError } from './workspace-error.ts';

/** Principals that the database has answered for. */
const answered = new WeakSet<object>();

/** Who calls, as the database said a moment ago. */
export interface Principal {
  /** The user; null: it is a service, which acts for nobody. */
  readonly userId: string | null;
  /** The service; null: it is a person. */
  readonly serviceId: string | null;
  /** The session, grant, personal access token, or the key of a service. */
  readonly credentialId: string;
  /** The workspace entered; null: none was named, and the credential is bound to none. */
  readonly workspaceId: string | null;
  /** What may be done there now: what the credential and the role both have. Empty without a workspace. */
  readonly scopes: ReadonlySet<string>;
}

/** Who an access token was issued to. It may have been revoked since, and its holder may have no right any more. */
export interface OfflinePrincipal {
  /** The user; null: it is a service. */
  readonly userId: string | null;
  /** The service; null: it is a person. */
  readonly serviceId: string | null;
  readonly credentialId: string;
  /** The workspace that the credential is bound to; null: to none. */
  readonly boundWorkspaceId: string | null;
  /** What the credential is limited to, whatever its holder may do; null: to nothing. */
  readonly credentialScopes: ReadonlySet<string> | null;
  readonly expiresAt: Date;
}

/**
 * The principal that the database has named.
 *
 * @param caller - its answer.
 */
export function principalFrom({ caller_id, service_id, credential_id, workspace_id, scopes }: Caller): Principal {
  const principal = Object.freeze({
    userId: caller_id,
    serviceId: service_id,
    credentialId: credential_id,
    workspaceId: workspace_id,
    scopes: scopesIn(scopes),
  });
  answered.add(principal);
  return principal;
}

/**
 * The scopes of a list with blanks between them (RFC 6749 section 3.3).
 *
 * @param list - may be empty.
 */
export function scopesIn(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').filter((scope) => scope !== ''));
}

/**
 * Refuses a principal who lacks a scope in the workspace entered.
 *
 * @param principal - as `authenticate` answered; what was verified offline is refused, whatever it is made to look like.
 * @param scope - such as `notes:write`.
 * @throws Problem workspace_required, insufficient_scope; WorkspaceError not_live.
 */
export function requireScope(principal: Principal, scope: string): void {
  if (!answered.has(principal)) throw new WorkspaceError('not_live');
  if (principal.scopes.has(scope)) return;
  throw new Problem(principal.workspaceId === null ? 'workspace_required' : 'insufficient_scope');
}
