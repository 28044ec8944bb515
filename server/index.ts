/**
 * Rowseal as a library: what its command line is built from.
 *
 * Unstable: until 1.0, any name and any option may change with any minor version; CHANGELOG.md says what did.
 *
 * @packageDocumentation
 * @experimental
 */
export { type AppOptions, buildApp } from './app.ts';
export type { Admin, NewUser, User, Workspace } from './application/admin.ts';
export type { RowsealOptions } from './application/options.ts';
export { createRowseal, type Rowseal } from './application/rowseal.ts';
export type { RequestInfo } from './application/web-handler.ts';
export { type Doors, type InstallOptions, install } from './install/install.ts';
export { type As, type Person, personas } from './install/personas.ts';
export { VERSION } from './manifest.ts';
