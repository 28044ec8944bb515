import { setTimeout as sleep } from 'node:timers/promises';
import type { CryptoKey, JWK } from 'jose';
import type { Issuer } from '../database/issuer.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm, type StoredSigningKey } from '../database/signing-key-functions.ts';
import { addNewKey, keyWrap, type OpenKey } from './key-material.ts';
import type { MasterKeys } from './master-keys.ts';

/** With the query itself, a second. */
const POLL_MS = 900;
/** Anybody who can log in to the database can send notices: they must not keep it busy. */
const BETWEEN_READS_MS = 50;

/** A key to sign with, or to verify with; for its algorithm and no other. */
export interface SigningKey {
  /** `kid`. */
  id: string;
  /** `alg`. */
  algorithm: SigningAlgorithm;
  key: CryptoKey;
}

/** The JWT signing keys of this installation, followed as they change. */
export interface KeyStore {
  /**
   * The key to sign with.
   *
   * @param algorithm - EdDSA unless told otherwise.
   */
  current(algorithm?: SigningAlgorithm): SigningKey;
  /** The public key of an id, from memory; undefined: no such key, or gone. */
  publicKey(id: string): SigningKey | undefined;
  /** Public keys as an RFC 7517 key set. */
  jwks(): { keys: JWK[] };
  /** Calls back whenever the set of keys has changed. */
  onChange(listener: () => void): void;
  close(): void;
}

type Key = StoredSigningKey & OpenKey;

/**
 * Loads the signing keys, makes the first of each algorithm where there is none, and follows changes: at once when the database gives
 * notice, by a poll when it does not.
 *
 * @param issuer - the door they are read through.
 * @param masterKey - encrypts the private parts; the database never sees it.
 * @param report - told when keys cannot be read or opened, once each time; the known ones then remain in force.
 * @throws Error when the keys were encrypted under another master key.
 */
export async function openKeyStore(
  issuer: Issuer,
  masterKey: MasterKeys,
  report: (message: string) => void = () => {},
): Promise<KeyStore> {
  const wrap = keyWrap(masterKey);
  const listeners: (() => void)[] = [];
  let keys: Key[] = [];
  let closed = false;

  const currentOf = (algorithm: SigningAlgorithm) =>
    keys.find((key) => key.state === 'current' && key.algorithm === algorithm);

  async function read(): Promise<void> {
    const stored = await issuer.signingKeys();
    if (identify(stored) === identify(keys)) return;
    keys = await Promise.all(
      stored.map(async (key) => ({ ...(keys.find(({ id }) => id === key.id) ?? (await wrap.open(key))), ...key })),
    );
    for (const listener of listeners) listener();
  }

  async function makeFirst(algorithm: SigningAlgorithm): Promise<void> {
    if (currentOf(algorithm)) return;
    await addNewKey(issuer, wrap, algorithm);
    await read();
  }

  await read();
  // Of every algorithm from the start, before any is needed: no verifier would know a key that signed before it was published.
  for (const algorithm of SIGNING_ALGORITHMS) await makeFirst(algorithm);
  const follow = repeatedly(read, () => closed, report);
  const timer = setInterval(follow, POLL_MS);
  timer.unref();
  issuer.onSigningKeyNotice(follow);

  return {
    current: (algorithm = 'EdDSA') => {
      const key = currentOf(algorithm);
      if (!key) throw new Error(`there is no current ${algorithm} signing key`);
      return { id: key.id, algorithm, key: key.privateKey };
    },
    publicKey: (id) => {
      const key = keys.find((candidate) => candidate.id === id);
      return key && { id, algorithm: key.algorithm, key: key.publicKey };
    },
    jwks: () => ({ keys: keys.map(({ publicJwk }) => publicJwk) }),
    onChange: (listener) => {
      listeners.push(listener);
    },
    close: () => {
      closed = true;
      clearInterval(timer);
    },
  };
}

function identify(keys: StoredSigningKey[]): string {
  return keys.map(({ id, state }) => `${id} ${state}`).join('\n');
}

/** Runs work when called, one at a time; a call while it runs makes it run once more, because what it has read may be older than the call. */
function repeatedly(
  work: () => Promise<void>,
  isOver: () => boolean,
  report: (message: string) => void,
): () => Promise<void> {
  let wanted = false;
  let running = false;
  let complaint = '';
  return async () => {
    wanted = true;
    if (running) return;
    running = true;
    while (wanted && !isOver()) {
      wanted = false;
      try {
        await work();
        complaint = '';
      } catch (error) {
        const message = `signing keys: ${error instanceof Error ? error.message : String(error)}`;
        if (message !== complaint && !isOver()) report(message);
        complaint = message;
      }
      await sleep(BETWEEN_READS_MS, undefined, { ref: false });
    }
    running = false;
  };
}
