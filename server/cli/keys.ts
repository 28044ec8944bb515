import path from 'node:path';
import { joinEmbedded } from '../database/embedded.ts';
import { doorUrls } from '../database/login-roles.ts';
import type { Configuration } from '../env.ts';
import { addNewKey, type KeyWrap, keyWrap } from '../key-material.ts';
import { type Maintenance, openMaintenance } from '../maintenance.ts';
import { embeddedMasterKey } from '../master-key.ts';
import type { SigningAlgorithm, StoredSigningKey } from '../signing-keys.ts';
import type { Running } from './running.ts';

/** What an operator does with keys; answers with what to print. */
export type KeyCommand = (maintenance: Maintenance, wrap: KeyWrap) => Promise<string>;

/**
 * Runs a command on the keys of an installation that is there, whether or not its server runs. Nothing is installed or migrated.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @param command - what to do.
 * @throws Error with a sentence for the operator.
 */
export async function withKeys(configuration: Configuration, running: Running, command: KeyCommand): Promise<void> {
  const { databaseUrl, dataDir } = configuration;
  const adminUrl = databaseUrl ?? (await joinDatabase(path.resolve(dataDir), running));
  const masterKey = configuration.masterKey ?? (await embeddedMasterKey(path.resolve(dataDir)));
  const maintenance = openMaintenance(doorUrls(adminUrl, masterKey).workerUrl);
  running.started(() => maintenance.close());
  try {
    console.log(await command(maintenance, keyWrap(masterKey)));
  } catch (error) {
    throw explained(error);
  } finally {
    await running.stop();
  }
}

async function joinDatabase(dataDir: string, running: Running): Promise<string> {
  const cluster = await joinEmbedded(path.join(dataDir, 'pg18'));
  running.started(() => cluster.stop());
  return cluster.url('rowseal');
}

function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '28P01')
    return new Error("the database refuses rowseal_worker: ROWSEAL_MASTER_KEY is not this installation's");
  if (['3D000', '3F000', '42883'].includes(code)) {
    return new Error('this version of Rowseal is not installed in the database: start the server first');
  }
  return error;
}

/** The keys that there are. */
export const listKeys: KeyCommand = async (maintenance) => table(await maintenance.signingKeys());

/**
 * The first key of an algorithm, or its next one.
 *
 * @param algorithm - of the key.
 */
export const addKey =
  (algorithm: SigningAlgorithm): KeyCommand =>
  async (maintenance, wrap) => {
    const { id, state } = await addNewKey(maintenance, wrap, algorithm);
    const outcome = state === null ? `${algorithm} has a current and a next key already` : `Key ${id} is ${state}`;
    return `${outcome}\n${table(await maintenance.signingKeys())}`;
  };

/**
 * The next key of an algorithm takes the place of the current one, and another is published to come after it.
 *
 * @param options - algorithm; atOnce: although the next key has hardly been published.
 * @throws Error when the algorithm has no key, or its next key may not sign yet.
 */
export const rotateKey =
  ({ algorithm, atOnce }: { algorithm: SigningAlgorithm; atOnce: boolean }): KeyCommand =>
  async (maintenance, wrap) => {
    const keys = (await maintenance.signingKeys()).filter((key) => key.algorithm === algorithm);
    const current = keys.find(({ state }) => state === 'current');
    if (!current) throw new Error(`there is no ${algorithm} key; make one with: rowseal keys add ${algorithm}`);
    // Under another master key the next key could not be made, and the servers would be left without.
    await Promise.all(keys.map(wrap.open));
    if (!keys.some(({ state }) => state === 'next')) await addNewKey(maintenance, wrap, algorithm);
    const status = await maintenance.rotateSigningKey(current.id, atOnce);
    if (status === 'rotated') await addNewKey(maintenance, wrap, algorithm);
    const now = await maintenance.signingKeys();
    switch (status) {
      case 'rotated':
        return `Key ${current.id} retires; if it was stolen: rowseal keys revoke ${current.id}\n${table(now)}`;
      case 'not_current':
        return `Somebody else has just rotated\n${table(now)}`;
      case 'no_next':
        throw new Error('somebody else has just revoked the next key: try again');
      case 'too_early': {
        const next = now.find((key) => key.algorithm === algorithm && key.state === 'next');
        throw new Error(
          `the next ${algorithm} key may not sign before ${next ? when(next.changes_at) : 'it is published'}, because verifiers may not know it yet; --at-once takes no heed of them`,
        );
      }
    }
  };

/**
 * Ends a key before its time.
 *
 * @param id - of a next or a retiring key.
 * @throws Error when there is no such key, or it is the current one.
 */
export const revokeKey =
  (id: string): KeyCommand =>
  async (maintenance) => {
    const status = await maintenance.revokeSigningKey(id);
    if (status === 'current') throw new Error(`key ${id} is current: rotate first, with rowseal keys rotate --at-once`);
    if (status === 'unknown') throw new Error(`there is no key ${id}`);
    return `Key ${id} is gone\n${table(await maintenance.signingKeys())}`;
  };

const PROSPECTS = { next: 'may sign from', current: 'due to retire', retiring: 'gone from' } as const;

function table(keys: StoredSigningKey[]): string {
  const rows = keys.map(({ id, algorithm, state, state_changed_at, changes_at }) =>
    [
      id.padEnd(43),
      algorithm.padEnd(9),
      state.padEnd(8),
      when(state_changed_at),
      `${PROSPECTS[state]} ${when(changes_at)}`,
    ].join('  '),
  );
  const head = ['id'.padEnd(43), 'algorithm', 'state'.padEnd(8), 'since'.padEnd(20), 'then'].join('  ');
  return [head, ...rows].join('\n');
}

function when(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
