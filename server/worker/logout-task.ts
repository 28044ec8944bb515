import { randomUUID } from 'node:crypto';
import type { Task } from 'graphile-worker';
import { SignJWT } from 'jose';
import { keyWrap } from '../credentials/key-material.ts';
import type { MasterKeys } from '../credentials/master-keys.ts';
import type { SigningAlgorithm, StoredSigningKey } from '../database/signing-key-functions.ts';
import { type LogoutDestinations, postToClient } from './logout-post.ts';

/** What the task needs. */
export interface LogoutTaskOptions extends LogoutDestinations {
  /** The public URL. */
  issuer: string;
  /** Wraps the signing keys. */
  masterKey: MasterKeys;
  /** Told of clients that never heard. */
  report: (message: string) => void;
}

/** What to send; see rowseal_private.compose_logout. */
interface ComposedLogout {
  uri: string;
  client_id: string;
  subject: string;
  sid: string;
  algorithm: SigningAlgorithm;
  registered_by_itself: boolean;
  /** The database's time, in seconds since 1970. */
  now: number;
}

/** For which a client takes a logout token. */
const LIFETIME_SECONDS = 120;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * The job "logout": tells a client that a session has ended (OpenID Connect Back-Channel Logout 1.0). A job that fails is tried again later, with a
 * token of its own.
 *
 * @param options - in whose name, and where to.
 */
export function logoutTask({ issuer, masterKey, report, ...where }: LogoutTaskOptions): Task {
  const wrap = keyWrap(masterKey);
  return async (payload, { query, job }) => {
    const { rows } = await query<ComposedLogout>(
      `select *, floor(extract(epoch from clock_timestamp()))::integer as now from rowseal_private.compose_logout($1)`,
      [JSON.stringify(payload)],
    );
    const [logout] = rows;
    if (!logout) return;
    const { rows: keys } = await query<StoredSigningKey>('select * from rowseal_private.list_signing_keys()');
    const key = keys.find(({ algorithm, state }) => algorithm === logout.algorithm && state === 'current');
    if (!key) throw new Error(`there is no current ${logout.algorithm} signing key`);
    const { privateKey } = await wrap.open(key);
    const token = await new SignJWT({ sid: logout.sid, events: { [EVENT]: {} } })
      .setProtectedHeader({ alg: key.algorithm, typ: 'logout+jwt', kid: key.id })
      .setIssuer(issuer)
      .setAudience(logout.client_id)
      .setSubject(logout.subject)
      .setIssuedAt(logout.now)
      .setExpirationTime(logout.now + LIFETIME_SECONDS)
      .setJti(randomUUID())
      .sign(privateKey);
    try {
      // What is named for clients that an operator knows is not there for anybody who registers.
      const networks = logout.registered_by_itself ? [] : where.networks;
      const form = new URLSearchParams({ logout_token: token });
      const status = await postToClient(logout.uri, form, { ...where, networks });
      if (status !== 200 && status !== 204) throw new Error(`it answered ${status}`);
    } catch (error) {
      const reason = `client ${logout.client_id} was not told that a session has ended: ${messageOf(error)}`;
      if (job.attempts >= job.max_attempts) report(`${reason}; it will not be`);
      throw new Error(reason);
    }
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
