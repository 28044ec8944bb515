import { createRowseal } from 'rowseal';
import { openWorkspaces } from './notes.js';

export const publicUrl = process.env.PUBLIC_URL ?? 'http://localhost:3000/auth';

// One a process, though frameworks evaluate modules several times. It connects when it is asked for something.
globalThis.rowseal ??= createRowseal({
  databaseUrl: process.env.DATABASE_URL,
  masterKey: process.env.ROWSEAL_MASTER_KEY,
  publicUrl,
});
export const { rowseal } = globalThis;

/** Transactions in which the bearer of a credential has entered a workspace. */
export function openedWorkspaces() {
  globalThis.workspaces ??= rowseal.connection().then(openWorkspaces);
  return globalThis.workspaces;
}
