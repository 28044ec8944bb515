import type { BatchConnection } from './batch-connection.ts';
import { preambleOf } from './gateway-batch.ts';

/** What SQL of a request can keep beyond its transaction, where no other batch comes over the connection: locks, cursors, channels. */
const TIDY_MS = 5_000;
const TIDY = preambleOf('select pg_catalog.pg_advisory_unlock_all()', 'close all', 'unlisten *');

/** What keeps them. */
interface TidiedPool<Client> {
  readonly idleCount: number;
  connect(): Promise<Client>;
}

/** Tidies connections that nobody uses. */
export interface IdleTidying {
  /** Once they have been idle for a while: what is used is tidied by the batch that uses it (rowseal.check_batch). */
  later(): void;
  stop(): void;
}

/**
 * Makes one for a pool.
 *
 * @param pool - of the connections.
 * @param connectionOf - the connection of a client of the pool.
 * @param afterMs - how long they have been idle, in milliseconds.
 */
export function idleTidying<Client extends { release(destroy?: boolean): void }>(
  pool: TidiedPool<Client>,
  connectionOf: (client: Client) => BatchConnection | undefined,
  afterMs = TIDY_MS,
): IdleTidying {
  let timer: NodeJS.Timeout | undefined;

  function tidyIdle(): void {
    for (let left = pool.idleCount; left > 0; left--) tidyOne().catch(() => {});
  }

  async function tidyOne(): Promise<void> {
    const client = await pool.connect();
    const outcome = await connectionOf(client)?.run({ preamble: TIDY });
    client.release(outcome?.status !== 'I');
  }

  return {
    later: () => {
      if (timer) timer.refresh();
      else timer = setTimeout(tidyIdle, afterMs).unref();
    },
    stop: () => clearTimeout(timer),
  };
}
