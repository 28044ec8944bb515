import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ClaimsEntry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { workspaceName } from '../http/schemas.ts';
import { type BrowserSession, browserSession } from './browser-session.ts';

const Params = z.object({ workspace: workspaceName });

/** On whose behalf pages of workspaces run, and what they call. */
export interface WorkspaceAccess {
  /** Who is signed in; undefined: nobody. */
  signedIn: BrowserSession;
  /**
   * Who is signed in, in the workspace that the address names; undefined: nobody.
   *
   * @throws Problem not_found where it names none.
   */
  here: BrowserSession;
  /**
   * Calls a function that may answer with a status.
   *
   * @param entry - who.
   * @param text - the statement.
   * @param values - of its parameters.
   * @throws Problem slug_taken, too_many_attempts; or the driver's error.
   */
  call(entry: ClaimsEntry, text: string, values: unknown[]): Promise<void>;
}

/**
 * Opens the way of pages to workspaces.
 *
 * @param options - issuer: verifies who is signed in; gateway: the clients' door.
 */
export function workspaceAccess({ issuer, gateway }: { issuer: Issuer; gateway: Gateway }): WorkspaceAccess {
  const signedIn = browserSession(issuer);
  return {
    signedIn,
    here: async (request) => {
      const entry = await signedIn(request);
      return entry && { ...entry, wanted: workspaceIn(request) };
    },
    call: async (entry, text, values) => {
      const row = await gateway.one<{ status?: string; retry_after?: number }>({ ...entry }, { text, values });
      if (row.status === undefined) return;
      const { status } = unthrottled(row as { status: string; retry_after?: number });
      if (status === 'slug_taken') throw new Problem('slug_taken');
    },
  };
}

/**
 * The workspace that the address of a page names.
 *
 * @param request - for the page.
 * @throws Problem not_found where it names none.
 */
export function workspaceIn(request: FastifyRequest): string {
  const { data } = Params.safeParse(request.params);
  if (!data) throw new Problem('not_found');
  return data.workspace;
}
