import { hkdfSync } from 'node:crypto';
import {
  CompactEncrypt,
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { Issuer, StoredSigningKey } from './issuer.ts';

const ALGORITHM = 'EdDSA';
const POLL_MS = 1_000;

/** The JWT signing keys of this installation, followed as they change. */
export interface KeyStore {
  /** The key to sign access tokens with. */
  current(): { id: string; algorithm: string; key: CryptoKey };
  /** The public key of an id; undefined: no such key, or gone. */
  publicKey(id: string): CryptoKey | undefined;
  /** Public keys as an RFC 7517 key set. */
  jwks(): { keys: JWK[] };
  /** Calls back whenever the set of keys has changed. */
  onChange(listener: () => void): void;
  close(): void;
}

interface OpenKey {
  stored: StoredSigningKey;
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

/**
 * Loads the signing keys, makes the first one where there is none, and follows changes within a second.
 *
 * @param issuer - the door they are read through.
 * @param masterKey - wraps the private parts; the database never sees it.
 * @throws Error when the keys were wrapped under another master key.
 */
export async function openKeyStore(issuer: Issuer, masterKey: Uint8Array): Promise<KeyStore> {
  const wrappingKey = new Uint8Array(hkdfSync('sha256', masterKey, '', 'rowseal signing-key wrap', 32));
  const listeners: (() => void)[] = [];
  const load = async () => Promise.all((await issuer.signingKeys()).map((stored) => open(stored, wrappingKey)));
  const currentOf = (candidates: OpenKey[]) =>
    candidates.find(({ stored }) => stored.state === 'current' && stored.algorithm === ALGORITHM);

  let keys = await load();
  if (!currentOf(keys)) {
    await issuer.addSigningKey(await newKey(wrappingKey));
    keys = await load();
  }

  async function follow(): Promise<void> {
    const before = identify(keys);
    const stored = await issuer.signingKeys();
    if (identify(stored.map((key) => ({ stored: key }))) === before) return;
    keys = await Promise.all(stored.map((key) => open(key, wrappingKey)));
    for (const listener of listeners) listener();
  }

  const timer = setInterval(() => {
    // A database that is away for a while leaves the known keys in force; requests fail on their own account.
    follow().catch(() => {});
  }, POLL_MS);
  timer.unref();

  return {
    current: () => {
      const key = currentOf(keys);
      if (!key) throw new Error('there is no current signing key');
      return { id: key.stored.id, algorithm: key.stored.algorithm, key: key.privateKey };
    },
    publicKey: (id) => keys.find(({ stored }) => stored.id === id)?.publicKey,
    jwks: () => ({
      keys: keys.map(
        ({ stored }) => ({ ...stored.public_jwk, kid: stored.id, alg: stored.algorithm, use: 'sig' }) as JWK,
      ),
    }),
    onChange: (listener) => {
      listeners.push(listener);
    },
    close: () => clearInterval(timer),
  };
}

function identify(keys: { stored: StoredSigningKey }[]): string {
  return keys.map(({ stored }) => `${stored.id} ${stored.state}`).join('\n');
}

async function newKey(wrappingKey: Uint8Array): Promise<Omit<StoredSigningKey, 'state'>> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const public_jwk = (await exportJWK(publicKey)) as Record<string, string>;
  const private_jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(await exportJWK(privateKey))))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(wrappingKey);
  return { id: await calculateJwkThumbprint(public_jwk as JWK), algorithm: ALGORITHM, public_jwk, private_jwe };
}

async function open(stored: StoredSigningKey, wrappingKey: Uint8Array): Promise<OpenKey> {
  let plaintext: Uint8Array;
  try {
    ({ plaintext } = await compactDecrypt(stored.private_jwe, wrappingKey, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    }));
  } catch {
    throw new Error('the signing keys in this database were wrapped under another ROWSEAL_MASTER_KEY');
  }
  const privateJwk = JSON.parse(Buffer.from(plaintext).toString()) as JWK;
  return {
    stored,
    publicKey: (await importJWK(stored.public_jwk as JWK, stored.algorithm)) as CryptoKey,
    privateKey: (await importJWK(privateJwk, stored.algorithm)) as CryptoKey,
  };
}
