import type { Task, TaskList } from 'graphile-worker';
import { rotateEventKey } from '../credentials/head-signer.ts';
import { addNewKey, keyWrap } from '../credentials/key-material.ts';
import { isFormerLeft, type MasterKeys } from '../credentials/master-keys.ts';
import { reencrypt } from '../credentials/reencryption.ts';
import type { Maintenance } from '../database/maintenance.ts';

/** What is done regularly, and when (UTC, crontab(5)). */
export const CHORES = {
  ensure_audit_partitions: '17 3 * * *',
  drop_audit_partitions: '37 3 * * *',
  advance_seal_key: '27 * * * *',
  advance_signing_keys: '* * * * *',
  advance_event_keys: '57 * * * *',
  reencrypt_secrets: '* * * * *',
  remove_parked_jobs: '47 3 * * *',
} as const;

/** A chore that is one function of the database. */
function chore(text: string): Task {
  return async (_payload, { query }) => {
    await query(text);
  };
}

/** Moves signing keys on, and makes the next ones, which takes the master key. */
function advanceKeys(maintenance: Maintenance, masterKey: MasterKeys): Task {
  return async () => {
    const due = await maintenance.advanceSigningKeys();
    for (const algorithm of due) await addNewKey(maintenance, keyWrap(masterKey), algorithm);
  };
}

/** Replaces the key that signs audit events where it is due. */
function advanceEventKeys(maintenance: Maintenance, masterKey: MasterKeys): Task {
  return async () => {
    if (await maintenance.advanceEventKeys()) await rotateEventKey(maintenance, masterKey, true);
  };
}

/** While the master key is being replaced: encrypts under the new one what is not yet. */
function reencryptSecrets(maintenance: Maintenance, masterKey: MasterKeys, report: (message: string) => void): Task {
  let left = 0;
  return async () => {
    if (!isFormerLeft(masterKey)) return;
    const { unopened } = await reencrypt(maintenance, masterKey);
    if (unopened > left) report(`${unopened} secrets open under neither master key: npx rowseal keys status`);
    left = unopened;
  };
}

/**
 * What the worker does regularly, by name.
 *
 * @param maintenance - the door for what takes the master key.
 * @param masterKey - of the installation.
 * @param report - told of what an operator has to know.
 */
export function choreTasks(
  maintenance: Maintenance,
  masterKey: MasterKeys,
  report: (message: string) => void,
): TaskList {
  return {
    ensure_audit_partitions: chore('select rowseal_private.ensure_audit_partitions() as done'),
    drop_audit_partitions: chore('select rowseal_private.drop_audit_partitions() as done'),
    advance_seal_key: chore('select rowseal_private.advance_seal_key() as done'),
    advance_signing_keys: advanceKeys(maintenance, masterKey),
    advance_event_keys: advanceEventKeys(maintenance, masterKey),
    reencrypt_secrets: reencryptSecrets(maintenance, masterKey, report),
    remove_parked_jobs: chore(`select graphile_worker_rowseal.remove_parked_jobs(null, '30 days') as done`),
  } satisfies Record<keyof typeof CHORES, Task>;
}
