import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import type { Configuration } from '../env.ts';
import { openAdministrator } from '../install/administrator.ts';
import { auth0Id, auth0User } from './import/auth0.ts';
import { Batches, type Numbered } from './import/batches.ts';
import { firebaseParameters, firebaseUser } from './import/firebase.ts';
import { keycloakUser } from './import/keycloak.ts';
import { plainUser } from './import/plain.ts';
import { readExport } from './import/reading.ts';
import { openReport } from './import/report.ts';
import { type ImportedRoles, importRoles } from './import/roles.ts';
import { summary } from './import/summary.ts';
import { supabaseUser } from './import/supabase.ts';
import { type ExportedUser, type Fields, type Identity, type Membership, Refusal, text } from './import/user.ts';
import type { Lifecycle } from './lifecycle.ts';
import { joinDatabase } from './open-database.ts';

/** Whose exports are known by name. */
export type ExportedBy = 'rowseal' | 'supabase' | 'auth0' | 'keycloak' | 'firebase';

/** What `import` is told. */
export interface ImportOptions {
  from: ExportedBy;
  source?: string;
  passwords?: string;
  firebaseConfig?: string;
  peppered: boolean;
  provider: string[];
  roles?: string;
  workspace?: string;
  role: string;
  factors: boolean;
  report?: string;
  dryRun: boolean;
}

/** What identity providers are called in exports, by their issuers. */
const ISSUERS: Readonly<Record<string, string>> = {
  google: 'https://accounts.google.com',
  'google-oauth2': 'https://accounts.google.com',
  'google.com': 'https://accounts.google.com',
  github: 'https://github.com',
  'github.com': 'https://github.com',
  gitlab: 'https://gitlab.com',
};

/**
 * Imports users of another system, whether or not a server runs. What an earlier run has imported is left as it is.
 *
 * @param configuration - from the environment; DATABASE_URL is the database owner's, or a superuser's.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @param files - of the export.
 * @param options - from the command line.
 * @throws Error with a sentence for the operator.
 */
export async function importUsers(
  configuration: Configuration,
  running: Lifecycle,
  files: readonly string[],
  options: ImportOptions,
): Promise<void> {
  refuseForeign(options);
  if (options.peppered && configuration.importPepper === undefined)
    throw new Error('ROWSEAL_IMPORT_PEPPER is missing: servers need it too, as long as passwords have it');
  try {
    const { adminUrl, masterKey } = await joinDatabase(configuration, running);
    if (adminUrl === undefined)
      throw new Error("DATABASE_URL is missing: it is the database owner's, or a superuser's");
    const parse = await parserOf(options);
    const sql = await openAdministrator(adminUrl);
    running.onStop(() => sql.end({ timeout: 1 }));
    const reportFile = options.report ?? `${files[0]}.report.csv`;
    const report = await openReport(reportFile);
    running.onStop(() => report.close());
    const { source = options.from, dryRun } = options;
    const batches = new Batches(sql as postgres.Sql, { source, dryRun, masterKey, report });
    const roles = options.roles && (await importRoles(sql as postgres.Sql, options.roles, { dryRun, report }));
    const isToCome = roles ? roles.isToCome : () => false;
    for (const file of files) await batches.add(usersIn(file, parse, options, isToCome));
    console.log(summary(await batches.done(), { dryRun, reportFile, ...(roles ? { roles } : {}) }));
    if (batches.figures.refused > 0 || (roles && roles.refused > 0)) process.exitCode = 1;
  } catch (error) {
    throw explained(error);
  } finally {
    await running.stop();
  }
}

/** Whose exports an option is about. */
const OPTIONS_OF = [
  ['passwords', '--passwords', 'auth0'],
  ['firebaseConfig', '--firebase-config', 'firebase'],
  ['peppered', '--peppered', 'rowseal'],
] as const;

function refuseForeign(options: ImportOptions): void {
  for (const [name, flag, from] of OPTIONS_OF) {
    if (options[name] && options.from !== from)
      throw new Error(`${flag} is for --from ${from}, and says nothing of what ${options.from} exports`);
  }
}

type Parse = (record: Fields) => ExportedUser;

async function parserOf(options: ImportOptions): Promise<Parse> {
  const { from, peppered, passwords, firebaseConfig, factors } = options;
  if (from === 'supabase') return supabaseUser;
  if (from === 'keycloak') return keycloakUser;
  if (from === 'auth0') {
    const hashes = passwords === undefined ? new Map<string, string>() : await auth0Hashes(passwords);
    return (record) => auth0User(record, hashes);
  }
  if (from === 'firebase') {
    const parameters =
      firebaseConfig === undefined ? undefined : firebaseParameters(await readFile(firebaseConfig, 'utf8'));
    return (record) => firebaseUser(record, parameters, { factors });
  }
  return (record) => plainUser(record, { peppered });
}

async function auth0Hashes(file: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for await (const { record } of readExport(file)) {
    const [id, hash] = [record && auth0Id(record), text(record?.['passwordHash'])];
    if (id !== undefined && hash !== undefined) hashes.set(id, hash);
  }
  return hashes;
}

/** The users of a file, as they are to be imported. */
async function* usersIn(
  file: string,
  parse: Parse,
  options: ImportOptions,
  isToCome: ImportedRoles['isToCome'],
): AsyncGenerator<Numbered> {
  const providers = new Map(options.provider.map(named));
  const place = path.basename(file);
  for await (const { line, record = {}, fault } of readExport(file)) {
    try {
      if (fault !== undefined) throw new Refusal(fault);
      const user = withoutFactors(parse, record, options.factors);
      yield {
        place,
        line,
        user: {
          ...user,
          identities: user.identities.flatMap((identity) => providerHere(identity, providers)),
          // What a dry run would give of roles that are not there yet: one that every workspace has.
          memberships: withEverybody(user.memberships, options).map((one) =>
            isToCome(one.workspace, one.role) ? { ...one, role: 'viewer' } : one,
          ),
        },
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      yield { place, line, fault: error.message, id: calledThere(record) };
    }
  }
}

/** With the membership that everybody gets, where the line has none of that workspace. */
function withEverybody(own: Membership[], { workspace, role }: ImportOptions): Membership[] {
  return workspace === undefined || own.some((one) => one.workspace === workspace)
    ? own
    : [...own, { workspace, role }];
}

/** What a user is called in an export of any kind, for the report. */
function calledThere(record: Fields): string | undefined {
  return ['id', 'user_id', 'localId', 'email'].map((name) => text(record[name])).find((id) => id !== undefined);
}

function withoutFactors(parse: Parse, record: Fields, factors: boolean): ExportedUser {
  if (factors) return parse(record);
  const { totp: _, ...user } = parse({
    ...record,
    totp: undefined,
    mfa_factors: undefined,
    // Of Keycloak.
    ...(Array.isArray(record['credentials'])
      ? { credentials: record['credentials'].filter((one: Fields | null) => one?.['type'] !== 'otp') }
      : {}),
  });
  return user;
}

function named(pair: string): [string, string] {
  const [, there, here] = /^([^=]+)=([a-z][a-z0-9_-]{0,39})$/.exec(pair) ?? [];
  if (there === undefined || here === undefined)
    throw new Error(
      `--provider takes the provider's name there and its id here, such as google-oauth2=google: not "${pair}"`,
    );
  return [there, here];
}

function providerHere({ there, ...identity }: Identity, providers: ReadonlyMap<string, string>): Identity[] {
  if (there === undefined) return [identity];
  const here = providers.get(there);
  if (here === 'none') return [];
  if (here !== undefined) return [{ ...identity, provider: here }];
  const issuer = ISSUERS[there];
  if (issuer === undefined)
    throw new Refusal(
      `it signs in with ${there}: say which provider that is here, --provider ${there}=<id>, or that it is left out, --provider ${there}=none`,
    );
  return [{ ...identity, issuer }];
}

function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '42501') return new Error("DATABASE_URL is neither the database owner's nor a superuser's");
  if (['3F000', '42883'].includes(code))
    return new Error('this version of Rowseal is not installed in the database: start the server first');
  if (code === 'ENOENT' || code === 'EISDIR')
    return new Error(`there is no such file: ${(error as NodeJS.ErrnoException).path}`);
  return error;
}
