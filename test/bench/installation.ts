import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JSONWebKeySet } from 'jose';
import postgres from 'postgres';
import { installNotes } from '#demo/install.ts';
import { createAccessTokens } from '#server/credentials/access-tokens.ts';
import { type KeyStore, openKeyStore } from '#server/credentials/key-store.ts';
import { formatToken, uuidBytes } from '#server/credentials/token-format.ts';
import { postgresOptions } from '#server/database/drivers.ts';
import { type Issuer, openIssuer } from '#server/database/issuer.ts';
import type { SealedClaims } from '#server/database/sealed-claims.ts';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '#server/install/install.ts';

const DATABASE = 'rowseal';

/** The type of a file system in memory, as statfs(2) tells it. */
const TMPFS = 0x01021994;

/** What a server process is built from; survives JSON. */
export interface ServerSettings {
  /** In base64. */
  masterKey: string;
  publicUrl: string;
  issuerUrl: string;
  gatewayUrl: string;
  workerUrl: string;
  /** The login role of stock PostGraphile. */
  stockUrl: string;
  /** The login role that sees all rows of its own twin table. */
  floorUrl: string;
}

/** Rowseal installed on a throwaway cluster, with 1,000 users of 1,000 workspaces. */
export interface Installation {
  settings: ServerSettings;
  adminUrl: string;
  /** What the data lie on. */
  storage: 'memory' | 'a disk';
  /** The administrator. */
  admin: postgres.Sql;
  /** Process ids of the backends whose application_name this is. */
  backendsOf(applicationName: string): Promise<number[]>;
  /** Opens a session for each of the first users, bound to their workspaces. */
  openSessions(count: number): Promise<SealedClaims[]>;
  /** Opens a session for each of the first users, and tells their refresh tokens. */
  openRefreshTokens(count: number): Promise<string[]>;
  /** Signs access tokens as the product does. */
  sign(sessions: readonly SealedClaims[]): Promise<string[]>;
  /** The keys that verify them (RFC 7517). */
  jwks(): Promise<JSONWebKeySet>;
  stop(): Promise<void>;
}

/**
 * Starts a cluster, installs Rowseal and the demo's table, and fills them with seed.sql.
 *
 * @param options - durable: on a disk and with the settings of production, so that a commit is an fsync and autovacuum runs; else in
 *   memory where there is enough, and neither.
 */
export async function startInstallation({ durable = false } = {}): Promise<Installation> {
  const settings = { shared_buffers: '1GB', max_connections: '100' };
  if (!durable) return installOn(await startEmbedded({ settings }), () => {});
  const directory = mkdtempSync(path.join(tmpdir(), 'rowseal-bench-'));
  chmodSync(directory, 0o755); // root's server account must get through
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    return await installOn(await startEmbedded({ settings, dataDir: path.join(directory, 'data') }), remove);
  } catch (error) {
    remove();
    throw error;
  }
}

async function installOn(cluster: Embedded, remove: () => void): Promise<Installation> {
  try {
    return await fill(cluster, remove);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function fill(cluster: Embedded, remove: () => void): Promise<Installation> {
  const adminUrl = cluster.url(DATABASE);
  const masterKey = randomBytes(32);
  const publicUrl = 'https://bench.test';
  await ensureDatabase(cluster.url(), DATABASE);
  const doors = await install({ adminUrl, masterKey });
  await installNotes(adminUrl);
  const admin = postgres({ ...postgresOptions(adminUrl), max: 1, onnotice: () => {} });
  await runFile(admin, 'seed.sql');
  return {
    settings: {
      ...doors,
      masterKey: masterKey.toString('base64'),
      publicUrl,
      stockUrl: cluster.url(DATABASE, 'bench_stock'),
      floorUrl: cluster.url(DATABASE, 'bench_floor'),
    },
    adminUrl,
    storage: statfsSync(cluster.dataDir).type === TMPFS ? 'memory' : 'a disk',
    admin,
    backendsOf: async (name) => {
      const rows = await admin<{ pid: number }[]>`
        select pid from pg_stat_activity where application_name = ${name} order by pid`;
      return rows.map(({ pid }) => pid);
    },
    openSessions: async (count) => (await openSessions(admin, count)).map(({ claims }) => claims),
    openRefreshTokens: async (count) => (await openSessions(admin, count)).map(({ refreshToken }) => refreshToken),
    sign: (sessions) =>
      withKeys(doors.issuerUrl, masterKey, (keys, issuer) => {
        const tokens = createAccessTokens(keys, issuer.clock, publicUrl);
        const iat = Math.floor(issuer.clock.now() / 1000);
        return Promise.all(sessions.map((claims) => tokens.sign({ ...claims, iat })));
      }),
    jwks: () => withKeys(doors.issuerUrl, masterKey, async (keys) => keys.jwks()),
    stop: async () => {
      await admin.end({ timeout: 1 });
      await cluster.stop();
      remove();
    },
  };
}

async function withKeys<T>(
  issuerUrl: string,
  masterKey: Buffer,
  run: (keys: KeyStore, issuer: Issuer) => Promise<T>,
): Promise<T> {
  const issuer = openIssuer(issuerUrl, masterKey, { max: 1 });
  const keys = await openKeyStore(issuer, masterKey);
  try {
    return await run(keys, issuer);
  } finally {
    keys.close();
    await issuer.close();
  }
}

/**
 * Runs a file of SQL beside this one, and lets the planner know what it made.
 *
 * @param admin - the administrator.
 * @param file - its name.
 */
export async function runFile(admin: postgres.Sql, file: string): Promise<void> {
  await admin.unsafe(await readFile(path.join(import.meta.dirname, file), 'utf8'));
  await admin.unsafe('vacuum analyze');
}

async function openSessions(
  admin: postgres.Sql,
  count: number,
): Promise<{ claims: SealedClaims; refreshToken: string }[]> {
  const rows = await admin<(Omit<SealedClaims, 'exp'> & { exp: string; secret: Buffer })[]>`
    select opened.*, made.secret
      from generate_series(1, ${count}::int) as n
      join rowseal.workspaces as workspace on workspace.slug = 'w' || n
      join rowseal.memberships as membership on membership.workspace_id = workspace.id
     cross join lateral (select rowseal_private.random_bytes(32 + 0 * n) as secret offset 0) as made
     cross join lateral rowseal_private.open_session(
             membership.user_id, workspace.id, null, null, 'bench', refresh_digest => sha256(made.secret)
           ) as opened
     order by n`;
  return rows.map(({ exp, secret, ...claims }) => ({
    claims: { ...claims, exp: Number(exp) },
    refreshToken: firstRefreshToken(claims.sub, claims.sid, secret),
  }));
}

/**
 * The first refresh token of a session, without a tag: only old tokens need theirs.
 *
 * @param userId - whose.
 * @param sessionId - of which session.
 * @param secret - 32 bytes.
 */
export function firstRefreshToken(userId: string, sessionId: string, secret: Buffer): string {
  const generation = Buffer.from([0, 0, 0, 1]);
  return formatToken(
    'rsr_',
    Buffer.concat([uuidBytes(userId), uuidBytes(sessionId), generation, secret, Buffer.alloc(18)]),
  );
}
