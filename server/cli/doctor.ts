import { createConnection } from 'node:net';
import type postgres from 'postgres';
import { keyWrap } from '../credentials/key-material.ts';
import { masterKeyId, ofEach } from '../credentials/master-keys.ts';
import { whatStandsBetween } from '../database/between.ts';
import { openMaintenance } from '../database/maintenance.ts';
import { openReadiness } from '../database/readiness.ts';
import type { Configuration } from '../env.ts';
import type { Question } from './auditing.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type Database, joinDatabase } from './open-database.ts';
import { table } from './table.ts';

interface Check {
  topic: string;
  state: 'passes' | 'warns' | 'fails';
  what: string;
  /** What mends it; null where it passes. */
  fix: string | null;
}

const DOORS = ['gateway', 'issuer', 'worker'] as const;

/**
 * Whether an installation is as it should be, a line each, with what mends it. Exit code 1: something fails.
 *
 * @param configuration - from the environment.
 * @param running - told of what is started.
 */
export const examine =
  (configuration: Configuration, running: Lifecycle, { json }: { json: boolean }): Question =>
  async (sql) => {
    const checks = [
      ...(await ofFindings(sql)),
      ...(await ofDatabase(sql)),
      ...(await ofDoors(configuration, running)),
      await ofMail(configuration),
    ];
    const cells = checks.map(({ topic, state, what, fix }) => [state, topic, what, fix ?? '']);
    return {
      text: json ? JSON.stringify(checks, null, 2) : table(['', 'topic', 'what', 'what mends it'], cells),
      ...(checks.some(({ state }) => state === 'fails') ? { exitCode: 1 } : {}),
    };
  };

async function ofFindings(sql: postgres.Sql): Promise<Check[]> {
  const rows = await sql<{ severity: string; expires_at: Date | null }[]>`
    select severity, expires_at from rowseal_audit.all_findings()`;
  const open = rows.filter(({ expires_at: end }) => end === null);
  const count = (severity: string) => open.filter((finding) => finding.severity === severity).length;
  const numbers = ['high', 'medium', 'low', 'unknown'].map((severity) => `${count(severity)} ${severity}`).join(', ');
  const state = count('high') > 0 ? 'fails' : open.length > 0 ? 'warns' : 'passes';
  return [{ topic: 'findings', state, what: numbers, fix: state === 'passes' ? null : 'npx rowseal findings' }];
}

async function ofDatabase(sql: postgres.Sql): Promise<Check[]> {
  return sql<Check[]>`select topic, state, what, fix from rowseal_audit.checks(${new Date()})`;
}

async function ofDoors(configuration: Configuration, running: Lifecycle): Promise<Check[]> {
  let database: Database;
  try {
    database = await joinDatabase(configuration, running);
  } catch (error) {
    return [
      warned('login roles', `not tried: ${messageOf(error)}`, 'Set ROWSEAL_MASTER_KEY, or the URLs of the login roles'),
    ];
  }
  const urls = {
    gatewayUrl: database.door('gatewayUrl'),
    issuerUrl: database.door('issuerUrl'),
    workerUrl: database.door('workerUrl'),
  };
  const reasons = new Map<string, string>();
  const warn = ({ door, reason }: { door: string; reason: string }) => reasons.set(door, reason);
  const readiness = openReadiness(urls, { warn, info: () => {} } as Parameters<typeof openReadiness>[1]);
  await readiness.ask().finally(() => readiness.close());
  const doors = await Promise.all(DOORS.map((name) => ofDoor(name, urls[`${name}Url`], reasons.get(name))));
  return [...doors, await ofMasterKey(database)];
}

async function ofDoor(name: (typeof DOORS)[number], url: string, reason: string | undefined): Promise<Check> {
  const topic = `login role ${name}`;
  const fix =
    'Compare its URL and ROWSEAL_MASTER_KEY with those of the servers; npx rowseal migrate sets passwords back';
  try {
    if (reason !== undefined) return { topic, state: 'fails', what: reason, fix };
    const between = await whatStandsBetween(url);
    if (!between) return passed(topic, 'ready, without a pooler');
    const what = `ready, through ${between.name}, in ${between.mode} mode`;
    if (name !== 'worker' || between.mode === 'session') return passed(topic, what);
    return {
      topic,
      state: 'fails',
      what,
      fix: "Give ROWSEAL_WORKER_URL the database's own address: its queue listens",
    };
  } catch (error) {
    return { topic, state: 'fails', what: messageOf(error), fix };
  }
}

async function ofMasterKey({ door, masterKey }: Database): Promise<Check> {
  const maintenance = openMaintenance(door('workerUrl'));
  try {
    const keys = await maintenance.signingKeys();
    await Promise.all(keys.map(keyWrap(masterKey).open));
    const held = ofEach(masterKey, masterKeyId);
    const left = (await maintenance.encryptedSecrets()).filter(({ key_id: id }) => id !== null && !held.includes(id));
    const fix = 'Set ROWSEAL_FORMER_MASTER_KEY until npx rowseal keys status says that it is no longer needed';
    if (left.length > 0)
      return { topic: 'master key', state: 'fails', what: 'some secrets are encrypted under another key', fix };
    return passed('master key', `opens ${keys.length} signing keys, and every secret that names its key`);
  } catch (error) {
    const fix = 'Set ROWSEAL_MASTER_KEY to that of this installation; if it is lost, revoke the keys and add new ones';
    return { topic: 'master key', state: 'fails', what: `opens no signing key: ${messageOf(error)}`, fix };
  } finally {
    await maintenance.close();
  }
}

async function ofMail({ smtpUrl }: Configuration): Promise<Check> {
  if (smtpUrl === undefined) return warned('mail', 'no server is configured: mail waits', 'Set ROWSEAL_SMTP_URL');
  const { hostname, port, protocol } = new URL(smtpUrl);
  const at = Number(port || (protocol === 'smtps:' ? 465 : 587));
  const problem = await reach(hostname, at);
  return problem === undefined
    ? passed('mail', `${hostname}:${at} answers`)
    : {
        topic: 'mail',
        state: 'fails',
        what: `${hostname}:${at}: ${problem}`,
        fix: 'Correct ROWSEAL_SMTP_URL, or allow connections to it',
      };
}

/** Whether anything listens there; says what went wrong. */
function reach(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 5_000 });
    const end = (problem?: string) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end('no answer within 5 s'));
    socket.once('error', (error) => end(error.message));
  });
}

const passed = (topic: string, what: string): Check => ({ topic, state: 'passes', what, fix: null });
const warned = (topic: string, what: string, fix: string): Check => ({ topic, state: 'warns', what, fix });
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
