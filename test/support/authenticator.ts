import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What differs from an authenticator and a browser that do all right. */
export interface Misbehaviour {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  /** Flags: nobody was there, the user was not verified, it may be synced, it is synced. */
  userPresent?: boolean;
  userVerified?: boolean;
  backupEligible?: boolean;
  backedUp?: boolean;
  signCount?: number;
  /** base64url; null: it says nothing. */
  userHandle?: string | null;
  /** Of the credential, whose key it is not. */
  id?: string;
  /** Another one in rawId than in id. */
  rawId?: string;
  /** Signed with another key. */
  key?: KeyObject;
}

interface CreationOptions {
  challenge: string;
  rp: { id: string };
  user: { id: string };
}

interface RequestOptions {
  challenge: string;
  rpId: string;
}

/** An authenticator with one credential, and the browser before it: in software, to do what no browser does. */
export type Authenticator = ReturnType<typeof authenticator>;

/**
 * Makes an authenticator.
 *
 * @param origin - of the page that the browser shows.
 * @param standing - what it does unless it is told otherwise.
 */
export function authenticator(origin: string, standing: Misbehaviour = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  let userHandle: string | null = null;
  let count = 0;

  function clientData(type: string, challenge: string, wrong: Misbehaviour) {
    const said = {
      type: wrong.type ?? type,
      challenge: wrong.challenge ?? challenge,
      origin: wrong.origin ?? origin,
      crossOrigin: wrong.crossOrigin ?? false,
    };
    return Buffer.from(JSON.stringify(said));
  }

  function authenticatorData(rpId: string, wrong: Misbehaviour, attested = Buffer.of()) {
    count += 1;
    const flag = (bit: number, given: boolean | undefined, usual: boolean) => ((given ?? usual) ? 1 << bit : 0);
    const flags =
      flag(0, wrong.userPresent, true) |
      flag(2, wrong.userVerified, true) |
      flag(3, wrong.backupEligible, false) |
      flag(4, wrong.backedUp, false) |
      (attested.length > 0 ? 1 << 6 : 0);
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(wrong.signCount ?? count);
    return Buffer.concat([sha256(wrong.rpId ?? rpId), Buffer.of(flags), counted, attested]);
  }

  return {
    id: credentialId.toString('base64url'),
    privateKey,
    /** What navigator.credentials.create answers. */
    create: ({ challenge, rp, user }: CreationOptions, differing: Misbehaviour = {}) => {
      const wrong = { ...standing, ...differing };
      userHandle = user.id;
      const id = wrong.id === undefined ? credentialId : Buffer.from(wrong.id, 'base64url');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      // COSE_Key: EC2, ES256, P-256.
      const key = cbor(
        new Map<string | number, Encodable>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]),
      );
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key]);
      const authData = authenticatorData(rp.id, wrong, attested);
      const attestationObject = cbor(
        new Map<string | number, Encodable>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      );
      return {
        id: id.toString('base64url'),
        rawId: wrong.rawId ?? id.toString('base64url'),
        type: 'public-key' as const,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, wrong).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    /** What navigator.credentials.get answers. */
    get: ({ challenge, rpId }: RequestOptions, differing: Misbehaviour = {}) => {
      const wrong = { ...standing, ...differing };
      const said = clientData('webauthn.get', challenge, wrong);
      const data = authenticatorData(rpId, wrong);
      const id = wrong.id ?? credentialId.toString('base64url');
      return {
        id,
        rawId: wrong.rawId ?? id,
        type: 'public-key' as const,
        clientExtensionResults: {},
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, sha256(said)]), wrong.key ?? privateKey).toString('base64url'),
          userHandle: wrong.userHandle === undefined ? userHandle : wrong.userHandle,
        },
      };
    },
  };
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();

type Encodable = number | string | Buffer | Map<string | number, Encodable>;

/** CBOR (RFC 8949), as far as authenticators need it. */
function cbor(value: Encodable): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, one]) => [cbor(key), cbor(one)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

function head(type: number, count: number): Buffer {
  if (count < 24) return Buffer.of((type << 5) | count);
  return count < 256 ? Buffer.of((type << 5) | 24, count) : Buffer.of((type << 5) | 25, count >> 8, count & 255);
}
