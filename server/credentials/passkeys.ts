import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Caller } from '../database/caller.ts';
import type { ClaimsEntry } from '../database/entry.ts';
import type {
  AssertedPasskey,
  PasskeyDescriptor,
  PasskeyDigests,
  PasskeyFunctions,
  PasskeyLogin,
  PasskeyLoginOutcome,
  PasskeyOwner,
} from '../database/passkey-functions.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { clientData, factsOf } from './passkey-data.ts';
import {
  ALGORITHMS,
  type CreationOptions,
  type Descriptors,
  type MadePasskey,
  type PasskeyAnswer,
  type RequestOptions,
  TIMEOUT_MS,
} from './passkey-schemas.ts';
import { newRecoveryCodes } from './recovery-codes.ts';
import { digestOf } from './token-format.ts';

/** Passkeys: asking for them, and verifying what comes back. */
export interface Passkeys {
  /**
   * What a browser makes a passkey with.
   *
   * @throws Problem conflict; or the driver's error.
   */
  begin(entry: ClaimsEntry, browser: Uint8Array): Promise<z.infer<typeof CreationOptions>>;
  /**
   * Adds the passkey that a browser has made.
   *
   * @returns its id, and recovery codes, shown this once, where it is the first factor.
   * @throws Problem invalid_proof, conflict, too_many_attempts; or the driver's error.
   */
  confirm(
    entry: ClaimsEntry,
    made: z.infer<typeof MadePasskey>,
    name: string,
    browser: Uint8Array,
  ): Promise<{ id: string; recoveryCodes: string[] | undefined }>;
  /**
   * What a browser asks for a passkey with.
   *
   * @throws Problem invalid_proof, conflict, too_many_attempts.
   */
  ask(owner: PasskeyOwner, browser: Uint8Array, caller: Caller): Promise<z.infer<typeof RequestOptions>>;
  /**
   * Verifies what came back. Whose it is, and what it proves, the database says.
   *
   * @throws Problem invalid_proof, too_many_attempts.
   */
  verify(
    answer: z.infer<typeof PasskeyAnswer>,
    browser: Uint8Array,
    from: Caller & { devices: Uint8Array | null },
  ): Promise<AssertedPasskey>;
  /** Signs somebody in, by what {@link verify} found. */
  logIn(asserted: AssertedPasskey, login: PasskeyLogin): Promise<PasskeyLoginOutcome>;
  /** False: there is no such passkey. */
  rename(entry: ClaimsEntry, id: string, name: string): Promise<boolean>;
  /** Other origins that the passkeys of this installation may be used from. */
  relatedOrigins(): Promise<string[]>;
  /**
   * @throws Error where passkeys are bound to a host that this server is not at: they would never work again.
   */
  requireHost(): Promise<void>;
}

/**
 * Passkeys.
 *
 * @param functions - of the issuing door.
 * @param publicUrl - of this installation: where browsers have to have been. Never what a request says.
 * @param product - what authenticators call it.
 */
export function passkeys(functions: PasskeyFunctions, publicUrl: string, product: string): Passkeys {
  const { origin, hostname } = new URL(publicUrl);

  /** What both kinds of answers are verified against. */
  function expected(answer: { response: { clientDataJSON: string } }, browser: Uint8Array) {
    const said = clientData(answer.response.clientDataJSON);
    const challenge = said?.challenge ?? '';
    const digests: PasskeyDigests = {
      challenge: digestOf(Buffer.from(challenge, 'base64url')),
      browser: digestOf(browser),
    };
    // A page inside one of another site: who touches the authenticator does not see where.
    const isFramed = said === undefined || said.crossOrigin === true || said.topOrigin !== undefined;
    return { challenge, digests, isFramed };
  }

  const against = (known: { rp_id: string | null; origins: string[] }, challenge: string) => ({
    expectedChallenge: challenge,
    expectedOrigin: [origin, ...known.origins],
    expectedRPID: known.rp_id ?? hostname,
    // Whether it was asked for, the database knows.
    requireUserVerification: false,
  });

  return {
    begin: async (entry, browser) => {
      const challenge = randomBytes(32);
      const digests = { challenge: digestOf(challenge), browser: digestOf(browser) };
      const begun = await functions.beginPasskey(entry, origin, digests);
      if (begun.status === 'elsewhere') throw elsewhere();
      if (begun.status !== 'begun') throw new Problem('conflict', 'You already have twenty passkeys; remove one first');
      return {
        challenge: challenge.toString('base64url'),
        rp: { id: begun.rp_id, name: product },
        user: { id: Buffer.from(begun.handle).toString('base64url'), name: begun.address, displayName: begun.address },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
        excludeCredentials: descriptors(begun.known),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
        attestation: 'none',
        timeout: TIMEOUT_MS,
      };
    },
    confirm: async (entry, made, name, browser) => {
      const { challenge, digests, isFramed } = expected(made, browser);
      const credentialId = Buffer.from(made.id, 'base64url');
      const caller = { ip: entry.ip, reqId: entry.request_id, devices: null };
      const known = unthrottled(await functions.passkeyChallenge(digests, credentialId, caller));
      if (known.status !== 'ok') throw new Problem('invalid_proof');
      const { verifyRegistrationResponse } = await library();
      const { transports = [] } = made.response;
      const response = {
        ...made,
        clientExtensionResults: {},
        response: { ...made.response, transports },
      } as unknown as Parameters<typeof verifyRegistrationResponse>[0]['response'];
      const verified = await verifyRegistrationResponse({
        ...against(known, challenge),
        response,
        supportedAlgorithmIDs: ALGORITHMS,
      }).catch(() => undefined);
      const info = isFramed ? undefined : verified?.registrationInfo;
      const facts = info && {
        userPresent: true,
        userVerified: info.userVerified,
        backupEligible: info.credentialDeviceType === 'multiDevice',
        backedUp: info.credentialBackedUp,
        signCount: info.credential.counter,
      };
      const { codes, digests: recoveryDigests } = newRecoveryCodes();
      const confirmed = await functions.confirmPasskey(
        entry,
        origin,
        { digests, credentialId, userHandle: undefined, facts },
        { publicKey: info?.credential.publicKey ?? Buffer.of(0), transports, name },
        recoveryDigests,
      );
      if (confirmed.status === 'elsewhere') throw elsewhere();
      if (confirmed.status === 'known') throw new Problem('conflict', 'This passkey was added before');
      if (confirmed.status !== 'confirmed') throw new Problem('invalid_proof');
      return { id: confirmed.id, recoveryCodes: confirmed.has_new_codes ? codes : undefined };
    },
    ask: async (owner, browser, caller) => {
      const challenge = randomBytes(32);
      const digests = { challenge: digestOf(challenge), browser: digestOf(browser) };
      const asked = unthrottled(await functions.askPasskey(owner, origin, digests, caller));
      if (asked.status === 'elsewhere') throw elsewhere();
      if (asked.status !== 'ok') throw new Problem('invalid_proof');
      return {
        challenge: challenge.toString('base64url'),
        rpId: asked.rp_id,
        allowCredentials: descriptors(asked.known),
        userVerification: asked.asks_verification ? 'required' : 'discouraged',
        timeout: TIMEOUT_MS,
      };
    },
    verify: async (answer, browser, from) => {
      const { challenge, digests, isFramed } = expected(answer, browser);
      const credentialId = Buffer.from(answer.id, 'base64url');
      const { userHandle } = answer.response;
      const asserted = {
        digests,
        credentialId,
        userHandle: userHandle ? Buffer.from(userHandle, 'base64url') : undefined,
      };
      const known = unthrottled(await functions.passkeyChallenge(digests, credentialId, from));
      if (known.status !== 'ok') throw new Problem('invalid_proof');
      const { verifyAuthenticationResponse } = await library();
      const response = { ...answer, clientExtensionResults: {} } as unknown as Parameters<
        typeof verifyAuthenticationResponse
      >[0]['response'];
      const verified = await verifyAuthenticationResponse({
        ...against(known, challenge),
        response,
        // What no passkey has is verified as long as one that is wrong. A count that falls is for the database to record.
        credential: { id: answer.id, publicKey: new Uint8Array(known.public_key ?? NOBODYS_KEY), counter: 0 },
      }).catch(() => undefined);
      const isAuthentic = verified?.verified === true && known.public_key !== null && !isFramed;
      return { ...asserted, facts: isAuthentic ? factsOf(answer.response.authenticatorData) : undefined };
    },
    logIn: (asserted, login) => functions.logInWithPasskey(asserted, login),
    rename: (entry, id, name) => functions.renamePasskey(entry, id, name),
    relatedOrigins: () => functions.relatedOrigins(),
    requireHost: async () => {
      const { rp_id, passkeys: count, people } = await functions.strandedPasskeys(origin);
      if (rp_id === null) return;
      throw new Error(
        `ROWSEAL_PUBLIC_URL is at ${hostname}, and ${count} passkeys of ${people} people are bound to ${rp_id}: here no browser would use them. ` +
          `Serve at ${rp_id} or below it, or list ${origin} in settings.passkey_origins and serve /.well-known/webauthn at https://${rp_id}`,
      );
    },
  };
}

/** A whole package that most servers need minutes after their start, if ever. */
const library = () => import('@simplewebauthn/server');

/** A COSE_Key on P-256: its generator. That something was signed with it proves nothing. */
const NOBODYS_KEY = Buffer.from(
  'a50102032620012158206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '2258204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
);

const elsewhere = () => new Problem('conflict', 'The passkeys of this installation are bound to another host');

function descriptors(known: PasskeyDescriptor[]): z.infer<typeof Descriptors> {
  return known.map(({ id, transports }) => ({ id, type: 'public-key', transports }));
}
