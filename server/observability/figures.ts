/** Numbers that the worker is told by the database, what they are, and what there may be several of. */
export const FIGURES = {
  jobs_waiting: ['Jobs that wait, for their time or for a worker.', 'task'],
  jobs_running: ['Jobs that a worker has begun.', 'task'],
  jobs_parked: ['Jobs that failed as often as they may: rowseal jobs.', 'task'],
  jobs_late_seconds: ['How long the job that is due first has been due.', 'task'],
  audit_partitions_ahead_seconds: ['How far ahead there are partitions for audit events.', undefined],
  signing_key_age_seconds: ['How long the current signing key has been so.', 'algorithm'],
  seal_key_age_seconds: ['How old the newest key that seals is.', undefined],
  event_key_age_seconds: ['How old the newest key that signs audit events is.', undefined],
  oldest_transaction_seconds: ['How long the oldest transaction that writes has been seen.', undefined],
  replication_slot_retained_bytes: ['Write-ahead log that a replication slot retains.', 'slot'],
  hook_failures: ['Calls of hooks that failed, and that the worker makes again.', 'hook'],
  slow_hook_calls: ['Calls of hooks over 100 ms within a day.', 'hook'],
  oldest_xid_age: ['Age of the oldest transaction id, in transactions.', undefined],
} as const satisfies Record<string, readonly [help: string, label: string | undefined]>;

/** One of them, as it is now. */
export interface Figure {
  figure: string;
  label: string | null;
  value: number;
}
