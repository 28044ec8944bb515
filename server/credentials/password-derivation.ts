import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Piscina } from 'piscina';
import { boundedQueue } from '../database/bounded-queue.ts';
import { lazily } from '../database/lazily.ts';
import type { PasswordParameters, StoredParameters } from '../database/password-functions.ts';
import type { Argon2id, Derivation } from './argon2-thread.ts';
import { FormerHash } from './former-hash.ts';

const THREADS = Math.max(1, availableParallelism() - 1);
const WAITING_AT_MOST = 200;
const LONGEST_WAIT_MS = 25_000;
/** Of nice(2). */
const LOWERED_PRIORITY = 10;

const queue = boundedQueue({ running: THREADS, waiting: WAITING_AT_MOST, longestWait: LONGEST_WAIT_MS });
/** Threads of their own, which give way to whatever else wants the processor: a burst of logins must not hold up anybody's requests. */
const threads = lazily(openThreads);

async function openThreads(): Promise<Piscina<Derivation, Uint8Array>> {
  // A start does without.
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename: path.join(import.meta.dirname, `argon2-thread${path.extname(import.meta.filename)}`),
    minThreads: 1,
    maxThreads: THREADS,
    idleTimeout: 60_000,
    // Elsewhere it would be the priority of the whole process.
    niceIncrement: process.platform === 'linux' ? LOWERED_PRIORITY : 0,
  });
}

/**
 * What one derivation may cost, whatever the database says: it holds its verifiers to the same (passwords_*_check). Memory in KiB.
 */
const COSTS = { memory_kib: [7_168, 1_048_576], iterations: [1, 100], parallelism: [1, 16] } as const;
/** What is derived instead, where a stored cost is none that a policy allows. */
const FALLBACK = { memory_kib: 19_456, iterations: 2, parallelism: 1 } as const;

/** How many derivations wait for their turn. */
export function waitingDerivations(): number {
  return queue.waiting;
}

/** What Devise had behind every password, where it did; servers of such an installation are configured with it. */
let pepper = '';

/**
 * Says what stood behind imported passwords that were hashed with a pepper (Devise). Of the process: derivations have no other configuration.
 *
 * @param given - ROWSEAL_IMPORT_PEPPER.
 */
export function useImportPepper(given: string | undefined): void {
  pepper = given ?? '';
}

/**
 * Derives a key from a password, off the event loop: 32 bytes with argon2id (RFC 9106); of an imported password what another system made of it, or
 * argon2id of that.
 *
 * @param password - as typed; compared in Unicode NFC (NIST SP 800-63B), but as it is where another system had hashed it.
 * @param parameters - salt and cost. A cost that no policy allows could end this process: the default is taken instead.
 * @throws Problem overloaded when too many derivations wait already, or this one would for too long.
 */
export function deriveKey(password: string, parameters: StoredParameters): Promise<Uint8Array> {
  const former = parameters.former == null ? undefined : FormerHash.safeParse(parameters.former).data;
  const derivation: Derivation =
    former === undefined
      ? { secret: password.normalize('NFC'), argon2id: boundedArgon2id(parameters) }
      : {
          secret: password,
          former: { hash: former, pepper },
          argon2id: parameters.memory_kib === null ? undefined : boundedArgon2id(parameters),
        };
  return queue.run(async () => (await threads.get()).run(derivation));
}

/**
 * Derives the key of the digest of another system, as {@link deriveKey} would of its password: argon2id over it.
 *
 * @param digest - as it was exported.
 * @param parameters - salt and cost.
 */
export function wrapDigest(digest: Uint8Array, parameters: PasswordParameters): Promise<Uint8Array> {
  const derivation = { secret: Uint8Array.from(digest), argon2id: boundedArgon2id(parameters) };
  return queue.run(async () => (await threads.get()).run(derivation));
}

/** How many derivations run at a time: what hands over many at once has so many under way, and a few more. */
export const DERIVATIONS_AT_ONCE = THREADS;

function boundedArgon2id(parameters: StoredParameters): Argon2id {
  const { memory_kib, iterations, parallelism } = isBounded(parameters) ? parameters : FALLBACK;
  // A Buffer may be a part of something larger, which would all be handed over.
  return { salt: Uint8Array.from(parameters.salt), memory_kib, iterations, parallelism };
}

function isBounded(parameters: StoredParameters): parameters is PasswordParameters {
  return (Object.keys(COSTS) as (keyof typeof COSTS)[]).every((name) => {
    const [least, most] = COSTS[name];
    const cost = parameters[name];
    return cost !== null && cost >= least && cost <= most;
  });
}
