import { AsyncLocalStorage } from 'node:async_hooks';
import type { Entry } from '../database/entry.ts';
import { type Authenticate, authenticateBy } from './authenticate.ts';
import { type CredentialOptions, openCredentials } from './credentials.ts';
import { type Caller, principalOf } from './entering.ts';
import { problemResponse } from './problem-response.ts';
import { WorkspaceError } from './workspace-error.ts';
import { spansOf } from './workspace-spans.ts';

export { WORKSPACE_ERRORS, WorkspaceError } from './workspace-error.ts';

/** What is known of a call besides its credential. */
export interface CallOptions {
  /** The client's address: what the application saw. A credential that lists networks is refused without one. */
  ip?: string;
  /** What logs call the request; audit events carry it. */
  requestId?: string;
  /** Cancels what runs, rolls back, and closes the connection. */
  signal?: AbortSignal;
}

/** Transactions in which somebody has entered a workspace. */
export interface Workspaces<Tx> {
  /**
   * Runs a function in a transaction of its own, in which the bearer of a credential has entered a workspace: every statement sees and changes what
   * Rowseal's policies allow them, now. Nested calls for the same credential and workspace are savepoints of the same transaction.
   *
   * @param credential - an access token (JWT) a personal access token (rsp_…) or a key of a service (rss_…), without "Bearer".
   * @param workspace - id or slug; undefined: the one that the credential is bound to.
   * @param job - is given the handle for statements, which answers nothing once the function has returned.
   * @param options - see {@link CallOptions}.
   * @returns what the function returns, once the transaction is committed.
   * @throws the refusal of the database, with its SQLSTATE in `code` (RS001 and so on: db/ERRORS.md); Problem invalid_token; WorkspaceError; what
   *   the function throws. Whatever is thrown, the transaction was rolled back.
   */
  withWorkspace<T>(
    credential: string,
    workspace: string | undefined,
    job: (tx: Tx) => Promise<T>,
    options?: CallOptions,
  ): Promise<T>;
  /** Who a request comes from: see {@link Authenticate}. */
  authenticate: Authenticate;
  /**
   * Answers what `authenticate`, `requireScope` or `withWorkspace` threw: a problem document (RFC 9457).
   *
   * @param error - that was thrown.
   * @param requestId - what logs call the request.
   * @returns undefined for an error that is no refusal of Rowseal and no failure of the database.
   */
  problemResponse(error: unknown, requestId?: string): Response | undefined;
  /** Closes the connections once they are given back. */
  close(): Promise<void>;
}

/** What an adapter knows of its library. */
export interface Library<Tx> {
  /** Runs a function in a transaction which the entry enters. */
  transaction<T>(entry: Entry, job: (tx: Tx) => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
  /** Asks who an entry is, in one statement. */
  ask(entry: Entry): Promise<Caller>;
  /** Runs a function within a savepoint of a transaction. */
  savepoint<T>(tx: Tx, job: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A transaction that is around. */
interface Around<Tx> {
  tx: Tx;
  principal: string;
  /** Savepoints nest and cannot overlap: one waits for the other. */
  turn: Promise<unknown>;
}

/**
 * Makes {@link Workspaces} of a library.
 *
 * @param options - see {@link CredentialOptions}.
 * @param library - see {@link Library}.
 */
export function workspacesOver<Tx>(options: CredentialOptions, library: Library<Tx>): Workspaces<Tx> {
  const credentials = openCredentials(options);
  const around = new AsyncLocalStorage<Around<Tx>>();
  const within =
    <T>(principal: string, job: (tx: Tx) => Promise<T>) =>
    (tx: Tx) =>
      around.run({ tx, principal, turn: Promise.resolve() }, () => job(tx));

  const traced = spansOf(options.traces === true);

  async function enter<T>(
    credential: string,
    workspace: string | undefined,
    job: (tx: Tx) => Promise<T>,
    { ip, requestId, signal }: CallOptions,
  ): Promise<T> {
    const entry = await credentials.entryOf(credential, { wanted: workspace, ip, request_id: requestId });
    const principal = principalOf(entry);
    const outer = around.getStore();
    if (!outer) return library.transaction(entry, within(principal, job), signal);
    if (outer.principal !== principal) throw new WorkspaceError('another_principal');
    const nested = outer.turn.then(() => library.savepoint(outer.tx, within(principal, job)));
    outer.turn = nested.catch(() => {});
    return nested;
  }

  return {
    withWorkspace: (credential, workspace, job, call = {}) => traced(() => enter(credential, workspace, job, call)),
    authenticate: authenticateBy(credentials, library.ask, options.issuer),
    problemResponse: (error, requestId) => problemResponse(error, options.issuer, requestId),
    close: library.close,
  };
}
