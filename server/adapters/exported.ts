export { bearerToken } from '../credentials/presented-entry.ts';
export type { AuthenticateOptions, OfflineOptions } from './authenticate.ts';
export { ACCESS_COOKIE, type PageRequest, pageToken } from './page-token.ts';
export { type OfflinePrincipal, type Principal, requireScope } from './principal.ts';
export { type CallOptions, WORKSPACE_ERRORS, WorkspaceError, type Workspaces } from './workspaces.ts';
