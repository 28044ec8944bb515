import { createRequire } from 'node:module';
import { peer } from '../manifest.ts';

/** Whether GraphQL is served, and if not, what its absence is to be told with. */
export type Serving = { served: true } | { served: false; missing: string | undefined };

/** Finds a package, or throws. */
type Find = (name: string) => string;

const installed = createRequire(import.meta.url);

/**
 * Decides whether GraphQL is served: PostGraphile, which does it, is installed by who wants it.
 *
 * @param wanted - whether somebody asked for it; undefined: nobody said anything.
 * @param find - finds a package, or throws.
 * @throws Error with the command that installs it, where somebody asked for it and it is missing.
 */
export function servingGraphql(wanted: boolean | undefined, find: Find = installed.resolve): Serving {
  if (wanted === false) return { served: false, missing: undefined };
  const missing = missingPackage('postgraphile', find);
  if (missing === undefined) return { served: true };
  if (wanted) throw new Error(`GraphQL is enabled, but PostGraphile is not installed: ${missing}`);
  return { served: false, missing };
}

/**
 * Refuses trusted documents where the package that serves them is missing.
 *
 * @param find - finds a package, or throws.
 * @throws Error with the command that installs it.
 */
export function requireTrustedDocuments(find: Find = installed.resolve): void {
  const missing = missingPackage('@grafserv/persisted', find);
  if (missing !== undefined) throw new Error(`ROWSEAL_GRAPHQL_DOCUMENTS needs another package: ${missing}`);
}

/**
 * What is missing to serve subscriptions over WebSocket, and the command that installs it: npm brings both with PostGraphile.
 *
 * @param find - finds a package, or throws.
 */
export function missingForWebSockets(find: Find = installed.resolve): string | undefined {
  return missingPackage('graphql-ws', find) ?? missingPackage('ws', find);
}

/** Whether GraphiQL's page can be served: it comes with PostGraphile, but an image may have been made without it. */
export function hasGraphiql(): boolean {
  try {
    const postgraphile = createRequire(installed.resolve('postgraphile'));
    createRequire(postgraphile.resolve('grafserv')).resolve('ruru/server');
    return true;
  } catch {
    return false;
  }
}

function missingPackage(name: string, find: Find): string | undefined {
  try {
    find(name);
    return undefined;
  } catch {
    return `npm install ${peer(name)}`;
  }
}
