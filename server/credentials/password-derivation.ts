import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Piscina } from 'piscina';
import { boundedQueue } from '../database/bounded-queue.ts';
import type { PasswordParameters } from '../database/password-functions.ts';
import type { Derivation } from './argon2-thread.ts';

const THREADS = Math.max(1, availableParallelism() - 1);
const WAITING_AT_MOST = 200;
const LONGEST_WAIT_MS = 25_000;
/** Of nice(2). */
const LOWERED_PRIORITY = 10;

const queue = boundedQueue({ running: THREADS, waiting: WAITING_AT_MOST, longestWait: LONGEST_WAIT_MS });
let threads: Piscina<Derivation, Uint8Array> | undefined;

/** Threads of their own, which give way to whatever else wants the processor: a burst of logins must not hold up anybody's requests. */
function threadPool(): Piscina<Derivation, Uint8Array> {
  threads ??= new Piscina({
    filename: path.join(import.meta.dirname, `argon2-thread${path.extname(import.meta.filename)}`),
    minThreads: 1,
    maxThreads: THREADS,
    idleTimeout: 60_000,
    // Elsewhere it would be the priority of the whole process.
    niceIncrement: process.platform === 'linux' ? LOWERED_PRIORITY : 0,
  });
  return threads;
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

/**
 * Derives a 32-byte key from a password with argon2id (RFC 9106), off the event loop.
 *
 * @param password - as typed; compared in Unicode NFC (NIST SP 800-63B).
 * @param parameters - salt and cost. A cost that no policy allows could end this process: the default is taken instead.
 * @throws Problem overloaded when too many derivations wait already, or this one would for too long.
 */
export function deriveKey(password: string, parameters: PasswordParameters): Promise<Uint8Array> {
  const { salt } = parameters;
  const { memory_kib, iterations, parallelism } = isBounded(parameters) ? parameters : FALLBACK;
  // A Buffer may be a part of something larger, which would all be handed over.
  const derivation = {
    password: password.normalize('NFC'),
    salt: Uint8Array.from(salt),
    memory_kib,
    iterations,
    parallelism,
  };
  return queue.run(() => threadPool().run(derivation));
}

function isBounded(parameters: PasswordParameters): boolean {
  return (Object.keys(COSTS) as (keyof typeof COSTS)[]).every((name) => {
    const [least, most] = COSTS[name];
    return parameters[name] >= least && parameters[name] <= most;
  });
}
