import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { NewSigningKey, SigningAlgorithm, SigningKeys } from '../database/signing-key-functions.ts';
import type { MasterKeys } from './master-keys.ts';
import { wrapping } from './wrapping.ts';

/** The public members of RFC 8037 and RFC 7518: a key set may hold these, whatever else a key has. */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'n', 'e'] as const;

/** A signing key, decrypted. */
export interface OpenKey {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
  /** As a key set shows it (RFC 7517). */
  publicJwk: JWK;
}

/** Creates, encrypts and decrypts signing keys under one master key. */
export interface KeyWrap {
  /**
   * Decrypts a key. Its public part comes from the encrypted text too, so that nobody who can write to the database can replace it.
   *
   * @throws UnreadableSecret when it was encrypted under another master key, or is not the key that its id names.
   */
  open(stored: Omit<NewSigningKey, 'public_jwk'>): Promise<OpenKey>;
  /** A new key, encrypted. */
  make(algorithm: SigningAlgorithm): Promise<NewSigningKey>;
}

const PrivateJwk = z.looseObject({ kty: z.string() }) as z.ZodType<JWK>;

/** What keys are for; those of one purpose are not encrypted as those of another. */
const PURPOSES = { tokens: 'signing-key', events: 'event-key' } as const;

/**
 * The encryption of an installation's signing keys.
 *
 * @param masterKey - of the installation.
 * @param purpose - tokens, or sealed audit events.
 */
export function keyWrap(masterKey: MasterKeys, purpose: keyof typeof PURPOSES = 'tokens'): KeyWrap {
  const wrapped = wrapping(masterKey, PURPOSES[purpose]);
  return {
    open: async ({ id, algorithm, private_jwe }) => {
      const refusals = {
        sealed: 'the signing keys in this database were encrypted under another ROWSEAL_MASTER_KEY',
        moved: `the signing key ${id} in this database does not match its id`,
      };
      const isNamed = async (jwk: JWK) => (await calculateJwkThumbprint(publicPart(jwk))) === id;
      const privateJwk = await wrapped.open(private_jwe, PrivateJwk, refusals, isNamed);
      const publicJwk = publicPart(privateJwk);
      return {
        publicKey: (await importJWK(publicJwk, algorithm)) as CryptoKey,
        privateKey: (await importJWK(privateJwk, algorithm)) as CryptoKey,
        publicJwk: { ...publicJwk, kid: id, alg: algorithm, use: 'sig' },
      };
    },
    make: async (algorithm) => {
      const { id, privateJwk, publicJwk } = await namableKey(algorithm);
      const private_jwe = await wrapped.wrap(privateJwk);
      return { id, algorithm, public_jwk: publicJwk as Record<string, string>, private_jwe };
    },
  };
}

/** A new key, with an id that a command line does not take for an option. */
async function namableKey(algorithm: SigningAlgorithm) {
  for (;;) {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: 2048 });
    const privateJwk = await exportJWK(privateKey);
    const publicJwk = publicPart(privateJwk);
    const id = await calculateJwkThumbprint(publicJwk);
    if (!id.startsWith('-')) return { id, privateJwk, publicJwk };
  }
}

/**
 * Makes a key and adds it, unless the installation's keys were encrypted under another master key, which its servers then could not open.
 *
 * @param door - where to.
 * @param wrap - of this process's master key.
 * @param algorithm - of the key.
 * @returns its id, and the state that it has got: null where the algorithm has a current and a next key.
 * @throws Error when the master key is another one.
 */
export async function addNewKey(door: SigningKeys, wrap: KeyWrap, algorithm: SigningAlgorithm) {
  await Promise.all((await door.signingKeys()).map(wrap.open));
  const key = await wrap.make(algorithm);
  return { id: key.id, state: await door.addSigningKey(key) };
}

function publicPart(jwk: JWK): JWK {
  return Object.fromEntries(PUBLIC_MEMBERS.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]])));
}
