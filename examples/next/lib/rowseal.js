// Notes over Next.js, with DATABASE_URL and ROWSEAL_MASTER_KEY (openssl rand -base64 32).
import { createRowseal } from 'rowseal';
import { openWorkspaces } from 'rowseal/pg';

// Next.js evaluates modules once for each bundle, and in development after each edit: there is one Rowseal a process.
globalThis.rowseal ??= createRowseal({
  databaseUrl: process.env.DATABASE_URL,
  masterKey: process.env.ROWSEAL_MASTER_KEY,
  publicUrl: process.env.PUBLIC_URL ?? 'http://localhost:3000/auth',
});
export const { rowseal } = globalThis;

/** Not when a module is evaluated: `next build` does that too, without a database. */
export function openedWorkspaces() {
  globalThis.workspaces ??= rowseal.connection().then(openWorkspaces);
  return globalThis.workspaces;
}
