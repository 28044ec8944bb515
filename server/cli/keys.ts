import { openHeadSigner, rotateEventKey as rotateKeyOfEvents } from '../credentials/head-signer.ts';
import { addNewKey } from '../credentials/key-material.ts';
import type { SigningAlgorithm, StoredSigningKey } from '../database/signing-key-functions.ts';
import type { MaintenanceCommand } from './maintaining.ts';
import { table, when } from './table.ts';

/** Lists the signing keys. */
export const listKeys: MaintenanceCommand = async (maintenance) => keyTable(await maintenance.signingKeys());

/**
 * The first key of an algorithm, or its next one.
 *
 * @param algorithm - of the key.
 */
export const addKey =
  (algorithm: SigningAlgorithm): MaintenanceCommand =>
  async (maintenance, { signingKeys: wrap }) => {
    const { id, state } = await addNewKey(maintenance, wrap, algorithm);
    const outcome = state === null ? `${algorithm} already has a current and a next key` : `Key ${id} is ${state}`;
    return `${outcome}\n${keyTable(await maintenance.signingKeys())}`;
  };

/**
 * The next key of an algorithm takes the place of the current one, and another is published to come after it.
 *
 * @param options - algorithm; force: although verifiers may not have cached the next key yet.
 * @throws Error when the algorithm has no key, or its next key may not sign yet.
 */
export const rotateKey =
  ({ algorithm, force }: { algorithm: SigningAlgorithm; force: boolean }): MaintenanceCommand =>
  async (maintenance, { signingKeys: wrap }) => {
    const keys = (await maintenance.signingKeys()).filter((key) => key.algorithm === algorithm);
    const current = keys.find(({ state }) => state === 'current');
    if (!current) throw new Error(`there is no ${algorithm} key; make one with: rowseal keys add ${algorithm}`);
    // Under another master key the next key could not be made, and the servers would be left without.
    await Promise.all(keys.map(wrap.open));
    if (!keys.some(({ state }) => state === 'next')) await addNewKey(maintenance, wrap, algorithm);
    const status = await maintenance.rotateSigningKey(current.id, force);
    if (status === 'rotated') await addNewKey(maintenance, wrap, algorithm);
    const now = await maintenance.signingKeys();
    switch (status) {
      case 'rotated':
        return `Key ${current.id} retires; if it was stolen: rowseal keys revoke ${current.id}\n${keyTable(now)}`;
      case 'not_current':
        return `The key was rotated by someone else just now\n${keyTable(now)}`;
      case 'no_next':
        throw new Error('the next key was revoked by someone else just now: try again');
      case 'too_early': {
        const next = now.find((key) => key.algorithm === algorithm && key.state === 'next');
        throw new Error(
          `the next ${algorithm} key may not sign before ${next ? when(next.changes_at) : 'it is published'}, because it was not published long enough for verifiers to have cached it; use --force to rotate anyway`,
        );
      }
    }
  };

/**
 * Makes a new key seal claims and contexts.
 *
 * @param atOnce - the older ones count no more from now on.
 */
export const rotateSealKey =
  (atOnce: boolean): MaintenanceCommand =>
  async (maintenance) => {
    const id = await maintenance.rotateSealKey(atOnce);
    return atOnce
      ? `Key ${id} seals, and no other is accepted: clients get new access tokens with their refresh tokens`
      : `Key ${id} seals; the older ones are accepted until the last access token under them has expired`;
  };

/** Makes a new key sign sealed audit events, after the one that does. */
export const rotateEventKey: MaintenanceCommand = async (maintenance, { masterKey }) => {
  // Makes the first where no worker has yet.
  await openHeadSigner(maintenance, masterKey);
  const made = await rotateKeyOfEvents(maintenance, masterKey, false);
  if (!made) throw new Error('the keys were removed by someone else just now: try again');
  const rows = (await maintenance.eventKeys()).map(({ id, created_at, first_batch, private_jwe }) => [
    id,
    when(created_at),
    String(first_batch),
    private_jwe === null ? 'has signed all it had to' : 'signs',
  ]);
  return [
    `Key ${made.id} signs audit events from batch ${made.firstBatch} on; what other keys have signed is verified as before`,
    table(['id', 'made', 'from batch', 'state'], rows),
  ].join('\n');
};

/** What an operator is told who wants to replace a key that there is not. */
export const rotateRefreshKey: MaintenanceCommand = async () => {
  throw new Error(
    'refresh tokens have no key of their own: they are derived under the master key, and move to another as they are exchanged (docs/operate/keys.md#replacing-it)',
  );
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
    if (status === 'current') throw new Error(`key ${id} is current: rotate first, with rowseal keys rotate --force`);
    if (status === 'unknown') throw new Error(`there is no key ${id}`);
    return `Key ${id} was revoked\n${keyTable(await maintenance.signingKeys())}`;
  };

const PROSPECTS = { next: 'may sign from', current: 'due to retire', retiring: 'gone from' } as const;

function keyTable(keys: StoredSigningKey[]): string {
  const rows = keys.map(({ id, algorithm, state, state_changed_at, changes_at }) => [
    id,
    algorithm,
    state,
    when(state_changed_at),
    `${PROSPECTS[state]} ${when(changes_at)}`,
  ]);
  return table(['id', 'algorithm', 'state', 'since', 'then'], rows);
}
