import type { Metrics } from '../observability/metrics.ts';
import type { BatchConnection } from './batch-connection.ts';
import type { MaintenanceMode } from './maintenance-mode.ts';
import type { RecoveryGuard } from './recovery-guard.ts';

/** A connection of the pool, lent to one job. */
export interface Lent {
  connection: BatchConnection;
  /** Lets the connection be closed afterwards, so that nobody gets it again. */
  spoil(cause: Error): void;
}

/** How the door is opened. */
export interface ConnectionOptions {
  /** Connections to open at most. */
  max: number;
  /** As the database shows them; left out: the gateway's. */
  applicationName?: string;
  /** Looks at the role every few seconds although no pooler is in between: for a door whose other connections do not. */
  isWatching?: boolean;
  /** Sets the passwords of all doors back as an administrator, where no open connection of the role is left to do it; false: it could not. */
  restorePasswords?: (() => Promise<boolean>) | undefined;
  /** Told by the database, over each connection of an era, whether it may be served from; left out: it is not asked. */
  recovery?: RecoveryGuard | undefined;
  /** Knows why the database may refuse a change; left out: nobody does. */
  maintenance?: MaintenanceMode | undefined;
  /** Told of a pooler in between, through which then nothing is asked; left out: one may be. */
  onPooler?: (() => void) | undefined;
  /** Told of waits. */
  metrics?: Metrics | undefined;
  /** Told what an operator has to know. */
  log?: ((message: string) => void) | undefined;
  /** How long the database may be silent, in milliseconds. */
  silence?: number | undefined;
}

/** The gateway's connections. */
export interface Connections {
  /**
   * Lends a connection to a job.
   *
   * @throws Problem `overloaded` or `unavailable` where none is to be had, or what the job throws.
   */
  lend<T>(job: (lent: Lent) => Promise<T>): Promise<T>;
  /** After a batch found its backend changed (RS009): behind a pooler ends that backend, and what was set on the role. */
  mend(error: Error): Promise<void>;
  /** Sets the password of the role back, which new connections are refused with. False: nothing could. */
  reclaimPassword(): Promise<boolean>;
  /** Whether all connections serve somebody. */
  isBusy(): boolean;
  close(): Promise<void>;
}
