import { addNewKey } from '../credentials/key-material.ts';
import type { SigningAlgorithm, StoredSigningKey } from '../database/signing-key-functions.ts';
import type { MaintenanceCommand } from './maintaining.ts';

/** The keys that there are. */
export const listKeys: MaintenanceCommand = async (maintenance) => table(await maintenance.signingKeys());

/**
 * The first key of an algorithm, or its next one.
 *
 * @param algorithm - of the key.
 */
export const addKey =
  (algorithm: SigningAlgorithm): MaintenanceCommand =>
  async (maintenance, { signingKeys: wrap }) => {
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
  ({ algorithm, atOnce }: { algorithm: SigningAlgorithm; atOnce: boolean }): MaintenanceCommand =>
  async (maintenance, { signingKeys: wrap }) => {
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
  (id: string): MaintenanceCommand =>
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
