import { z } from 'zod';
import { type Entry, type Gateway, isTokenEntry } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { wholeToken } from '../http/schemas.ts';
import { proveWithPassword } from './account-actions.ts';
import { freshProof } from './own-account.ts';
import { presentedToken } from './token-format.ts';

/** What asks for an export. */
export const ExportRequest = z.strictObject(freshProof);

/** What fetches one. */
export const ExportToken = z.object({ token: wholeToken('rsv_') });

/** What is kept about somebody: by Rowseal, and by applications in each of their workspaces. */
export interface ExportedData {
  [part: string]: unknown;
  workspaces: { id: string; slug: string; rows?: unknown }[];
}

/**
 * Lets the user who entered fetch what is kept about them, in the same session.
 *
 * @param doors - the clients' door, and the issuing one.
 * @param entry - who.
 * @param input - the current password unless the session is fresh.
 * @returns what fetches it, once, and until when.
 * @throws Problem invalid_credentials, insufficient_user_authentication, too_many_attempts; or the driver's error.
 */
export async function requestExport(
  { gateway, issuer }: { gateway: Gateway; issuer: Issuer },
  entry: Entry,
  { current_password }: z.infer<typeof ExportRequest>,
): Promise<{ token: string; expiresAt: Date }> {
  if (isTokenEntry(entry)) {
    // One that does not hold any more is told so.
    await gateway.query({ ...entry }, { text: 'select rowseal.pending_address()', values: [] });
    throw new Problem('session_required');
  }
  if (current_password !== undefined) await proveWithPassword(gateway, { ...entry }, current_password);
  const { token, expiresAt } = unthrottled(await issuer.createExport({ ...entry, wanted: undefined }));
  return { token, expiresAt };
}

/**
 * What is kept about the user who entered.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param token - what {@link requestExport} gave.
 * @throws Problem invalid_proof, too_many_attempts; or the driver's error.
 */
export async function fetchExport(gateway: Gateway, entry: Entry, token: string): Promise<ExportedData> {
  const presented = presentedToken('rsv_', token);
  const { status, data } = unthrottled(
    await gateway.one<{ status: 'ok' | 'invalid' | 'throttled'; retry_after: number; data: ExportedData }>(
      { ...entry },
      {
        name: 'export_account',
        text: `select status, ceil(extract(epoch from retry_after))::int as retry_after, data
                 from rowseal.export_account($1, $2, $3)`,
        values: [presented?.ownerId, presented?.id, presented?.digest],
      },
    ),
  );
  if (status !== 'ok') throw new Problem('invalid_proof');
  for (const workspace of data.workspaces) workspace.rows = await rowsIn(gateway, { ...entry, wanted: workspace.id });
  return data;
}

/** How a workspace refuses its own members: as SQLSTATEs, and as the problems that they are. */
const SHUT_OUT =
  /^(RS004|RS012|RS025|RS026|RS052|RS053|not_a_member|network_not_allowed|workspace_deleted|session_too_old|assurance_required|second_factor_missing)$/;

/** What applications keep in a workspace, as its member sees it; undefined: they cannot enter it now. */
async function rowsIn(gateway: Gateway, entry: Entry): Promise<unknown> {
  try {
    const query = { name: 'export_rows', text: 'select rowseal.export_rows() as rows', values: [] };
    return (await gateway.one<{ rows: unknown }>(entry, query)).rows;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (SHUT_OUT.test(code)) return undefined;
    throw error;
  }
}
