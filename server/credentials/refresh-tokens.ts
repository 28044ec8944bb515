import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { type MasterKeys, ofEach } from './master-keys.ts';
import { digestOf, formatToken, payloadOf, uuidAt, uuidBytes } from './token-format.ts';

/** What the database is told of a refresh token that somebody presents, and what follows it. */
export interface PresentedRefreshToken {
  userId: string;
  sessionId: string;
  generation: number;
  /** SHA-256 of its secret. */
  digest: Buffer;
  /** SHA-256 of the secret that follows. */
  successorDigest: Buffer;
  /** Whether its tag proves that we have made it. */
  authentic: boolean;
  /** The token that follows it, the same each time. */
  successor(): string;
}

/** The first refresh token of a session that is about to open. */
export interface FirstRefreshToken {
  /** What the database is told of it. */
  digest: Buffer;
  /** The token, once the session has an id. */
  of(session: { sub: string; sid: string }): string;
}

/** Makes and takes apart refresh tokens. Whether one is good, the database says. */
export interface RefreshTokens {
  first(): FirstRefreshToken;
  /** @returns undefined for anything that is not a whole refresh token, and for none. */
  presented(token: string | undefined): PresentedRefreshToken | undefined;
  /** Whether its tag proves that we have made it, good or not. */
  isOurs(token: string): boolean;
}

/** user (16 bytes), session (16), generation (4), secret (32), tag (18) */
const AT = { session: 16, generation: 32, secret: 36, tag: 68 } as const;

/**
 * Refresh tokens under the master key. The secret of a generation is an HMAC over the one before it, so that a client that lost an answer gets the
 * identical successor; the tag proves old tokens authentic, whose digest is no longer stored. Both need a key that no dump of the database holds.
 *
 * While the master key is being replaced, the tag says which key made a token. What follows is derived under that one by every server, whichever key
 * it writes with, so that a retry meets the same successor everywhere; the successor is tagged under the key that the server writes with.
 *
 * @param masterKey - of the installation.
 */
export function refreshTokens(masterKey: MasterKeys): RefreshTokens {
  const keys = ofEach(masterKey, derivedKeys);
  const [current] = keys;
  const tagOf = (body: Buffer, { tag }: DerivedKeys) => hmac(tag, body).subarray(0, 18);
  const makerOf = (payload: Buffer) =>
    keys.find((key) => timingSafeEqual(tagOf(payload.subarray(0, AT.tag), key), payload.subarray(AT.tag)));
  const format = (body: Buffer) => formatToken('rsr_', Buffer.concat([body, tagOf(body, current)]));

  return {
    first: () => {
      const secret = randomBytes(32);
      return {
        digest: digestOf(secret),
        of: ({ sub, sid }) => format(Buffer.concat([uuidBytes(sub), uuidBytes(sid), int4(1), secret])),
      };
    },
    isOurs: (token) => {
      const payload = payloadOf('rsr_', token);
      return payload !== undefined && makerOf(payload) !== undefined;
    },
    presented: (token) => {
      const payload = token === undefined ? undefined : payloadOf('rsr_', token);
      if (!payload) return undefined;
      const body = payload.subarray(0, AT.tag);
      const secret = body.subarray(AT.secret);
      const generation = body.readInt32BE(AT.generation);
      // The last of all generations has no successor that could be written down.
      const next = int4(Math.min(generation + 1, 2 ** 31 - 1));
      const maker = makerOf(payload);
      const { successor } = maker ?? current;
      const following = hmac(successor, Buffer.concat([body.subarray(AT.session, AT.generation), next, secret]));
      return {
        userId: uuidAt(body, 0),
        sessionId: uuidAt(body, AT.session),
        generation,
        digest: digestOf(secret),
        successorDigest: digestOf(following),
        authentic: maker !== undefined,
        successor: () => format(Buffer.concat([body.subarray(0, AT.generation), next, following])),
      };
    },
  };
}

interface DerivedKeys {
  tag: KeyObject;
  successor: KeyObject;
}

/** As key objects: from bytes, each HMAC would import its key anew, which is five times its cost. */
function derivedKeys(masterKey: Uint8Array): DerivedKeys {
  const key = (label: string) =>
    createSecretKey(new Uint8Array(hkdfSync('sha256', masterKey, '', `rowseal refresh ${label}`, 32)));
  return { tag: key('tag'), successor: key('successor') };
}

function hmac(secretKey: KeyObject, message: Buffer): Buffer {
  return createHmac('sha256', secretKey).update(message).digest();
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
