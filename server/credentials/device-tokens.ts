import { randomBytes } from 'node:crypto';
import { digestOf, formatToken, presentedToken, uuidBytes } from './token-format.ts';

const SECRET_BYTES = 33;
/** As many as rowseal_private.known_device looks at. */
const MOST = 10;

/**
 * What the database is told of the device tokens that a request brought: user, device and the digest of the secret, one after the other.
 *
 * @param tokens - rsd_…; what is not whole is left out.
 * @returns null where there are none.
 */
export function presentedDevices(tokens: readonly string[]): Buffer | null {
  const presented = tokens.slice(0, MOST).flatMap((token) => presentedToken('rsd_', token) ?? []);
  if (presented.length === 0) return null;
  return Buffer.concat(presented.flatMap(({ ownerId, id, digest }) => [uuidBytes(ownerId), uuidBytes(id), digest]));
}

/** A new device that the database may remember. */
export interface NewDevice {
  /** What it stores, hashed once more. */
  digest: Buffer;
  /**
   * The token that the device keeps.
   *
   * @param userId - whose it is.
   * @param deviceId - what the database calls it; null: it knows another of the request's, and this one is nobody's.
   */
  tokenOf(userId: string, deviceId: string | null): string | undefined;
}

/** Makes the secret of a device that nobody knows yet. */
export function newDevice(): NewDevice {
  const secret = randomBytes(SECRET_BYTES);
  return {
    digest: digestOf(secret),
    tokenOf: (userId, deviceId) =>
      deviceId === null
        ? undefined
        : formatToken('rsd_', Buffer.concat([uuidBytes(userId), uuidBytes(deviceId), secret])),
  };
}

/**
 * The user that a device token says it is of.
 *
 * @param token - rsd_…
 * @returns undefined for what is not whole.
 */
export function ownerOfDevice(token: string): string | undefined {
  return presentedToken('rsd_', token)?.ownerId;
}
