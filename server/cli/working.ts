import type { MasterKeys } from '../credentials/master-keys.ts';
import { type Configuration, publicUrlOf } from '../env.ts';
import type { MailDuty } from '../mail/open-mail.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';

/**
 * Tells the operator of a worker.
 *
 * @param message - what of.
 */
export function report(message: string): void {
  console.error(`rowseal worker: ${message}`);
}

/**
 * Starts the worker. Its caller stops it.
 *
 * @param configuration - of the process.
 * @param door - of the worker.
 * @param mail - that it sends.
 * @param metrics - what it counts with.
 * @param tracing - traces jobs; undefined: nothing does.
 */
export async function work(
  configuration: Configuration,
  door: { workerUrl: string; masterKey: MasterKeys; restorePasswords: (() => Promise<boolean>) | undefined },
  mail: MailDuty,
  metrics: Metrics,
  tracing: Tracing | undefined,
): Promise<{ isReady(): boolean; stop(): Promise<void> }> {
  // What a server without a worker never loads.
  const [{ startWorker }, { logoutTask }, { webhookTask }, { openHeads }] = await Promise.all([
    import('../worker/worker.ts'),
    import('../worker/logout-task.ts'),
    import('../worker/webhook-task.ts'),
    import('../worker/heads.ts'),
  ]);
  const { workerUrl, masterKey, restorePasswords } = door;
  const { development, logoutNetworks: networks, webhookNetworks } = configuration;
  const logout = logoutTask({ issuer: publicUrlOf(configuration), masterKey, development, networks, report });
  const heads = await openHeads(configuration.heads, mail.transport, report);
  const webhook = webhookTask({ masterKey, networks: webhookNetworks, metrics, report });
  const tasks = { ...mail.tasks, logout, webhook };
  return startWorker(workerUrl, masterKey, report, tasks, metrics, restorePasswords, heads, tracing);
}
