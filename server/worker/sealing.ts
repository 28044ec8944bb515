import { setTimeout as sleep } from 'node:timers/promises';
import { type HeadSigner, openHeadSigner } from '../credentials/head-signer.ts';
import type { MasterKeys } from '../credentials/master-keys.ts';
import type { Evidence, Head, UnsignedBatch } from '../database/evidence-functions.ts';
import type { Metrics } from '../observability/metrics.ts';
import { type HeadOutlet, nameOf } from './heads.ts';

const EVERY_MS = 1_000;

/** What sealing needs. */
export interface SealingOptions {
  database: Evidence;
  /** Encrypts the key that signs. */
  masterKey: MasterKeys;
  /** Where heads leave to. */
  heads: HeadOutlet;
  /** Told of an error, once until it works again, and of a chain that was changed. */
  report: (message: string) => void;
  /** Shows for how long events wait. */
  metrics?: Pick<Metrics, 'watch'> | undefined;
  /** How long between two looks, in milliseconds. */
  everyMs?: number;
}

/**
 * Seals audit events once a second, signs what was sealed, and lets the heads leave, in transactions of their own: nobody who writes events waits.
 * A chain that no longer has a head which was signed here is not signed any further.
 *
 * @param options - see {@link SealingOptions}.
 * @returns stops it at once; what the database answers after that is nobody's.
 */
export function startSealing(options: SealingOptions): { stop(): Promise<void> } {
  const { heads, report, metrics, everyMs = EVERY_MS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const turn = sealer(options, signal);
  let isFailing = false;
  metrics?.watch('unsealed_events_seconds', turn.waiting);
  const sealing = (async () => {
    while (!signal.aborted) {
      try {
        await turn.take();
        isFailing = false;
      } catch (error) {
        if (!isFailing && !signal.aborted)
          report(`sealing audit events: ${error instanceof Error ? error.message : String(error)}`);
        isFailing = true;
      }
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.race([sealing, sleep(everyMs, undefined, { ref: false })]);
      await heads.close();
    },
  };
}

/** One look after another; what was signed is remembered between them. */
function sealer({ database, masterKey, heads, report }: SealingOptions, signal: AbortSignal) {
  let signer: HeadSigner | undefined;
  let last: Head | undefined = heads.last();
  let waited = { seconds: 0, at: performance.now() };
  let isBroken = false;

  async function seal(): Promise<void> {
    for (let more = true; more && !signal.aborted; ) {
      const { has_more: hasMore, waiting } = await database.sealEvents();
      if (waiting !== null) waited = { seconds: waiting, at: performance.now() };
      more = hasMore;
    }
  }

  /** Whether what is to be signed continues what was signed here before. */
  async function continues(batch: UnsignedBatch): Promise<boolean> {
    if (!last || (await database.hasHead(last))) return true;
    if (batch.segment > last.segment) {
      report(
        `audit events: segment ${batch.segment} of their chain began without ${nameOf(last)}: a restore, or a copy`,
      );
      last = undefined;
      return true;
    }
    if (!isBroken)
      report(
        `AUDIT EVENTS WERE CHANGED: their chain has no longer ${nameOf(last)}, which was signed; nothing is signed any more`,
      );
    isBroken = true;
    return false;
  }

  async function sign(): Promise<void> {
    const batches = await database.unsignedBatches();
    const [first] = batches;
    if (!first) return;
    signer ??= await openHeadSigner(database, masterKey);
    if (!(await continues(first))) return;
    for (const batch of batches) {
      const { statement, keyId } = await signer.sign(batch);
      if (!(await database.signBatch(batch, statement))) continue;
      last = batch;
      heads.take({ ...batch, statement, keyId });
    }
  }

  return {
    take: async () => {
      await seal();
      await sign();
      heads.leave();
    },
    /** Grows while nobody seals. */
    waiting: () => (waited.seconds === 0 ? 0 : waited.seconds + (performance.now() - waited.at) / 1000),
  };
}
