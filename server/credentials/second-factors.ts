import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ClaimsEntry } from '../database/entry.ts';
import type {
  CodeOwner,
  FactorFunctions,
  FactorKind,
  ProofOrigin,
  SecondFactorOutcome,
  StepUpOutcome,
  UsedFactor,
} from '../database/factor-functions.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { presentedDevices } from './device-tokens.ts';
import type { PasskeyAnswer } from './passkey-schemas.ts';
import type { Passkeys } from './passkeys.ts';
import { newRecoveryCodes, recoveryDigest } from './recovery-codes.ts';
import { base32, newTotpSecret, stepOfCode, totpUri } from './totp.ts';
import type { TotpSecrets } from './totp-secrets.ts';

/** A code of an authenticator app, as people type it: with a blank in the middle, if they like. */
export const typedTotpCode = z
  .string()
  .max(20)
  .transform((typed) => typed.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/))
  .meta({ examples: ['492039'] });

/** A recovery code, as people type it. */
export const typedRecoveryCode = z.string().min(1).max(100);

/** A code that somebody typed. */
export interface TypedCode {
  kind: FactorKind;
  code: string;
}

/** What somebody answers who is asked for a second factor. */
export type GivenFactor = TypedCode | { kind: 'passkey'; answer: z.infer<typeof PasskeyAnswer>; browser: Uint8Array };

/** Where a code comes from, with the device tokens that came along. */
export type TypedFrom = Omit<ProofOrigin, 'devices'> & { devices: readonly string[] };

/** An authenticator app that is to be set up. */
export interface BegunTotp {
  id: string;
  /** As people type it into an app that reads no QR code. */
  secret: string;
  /** What the QR code says. */
  uri: string;
}

/** What people prove beside a password or a provider. */
export interface SecondFactors {
  /** Continues a login that waits for a second factor. */
  complete(
    challenge: string,
    given: GivenFactor,
    from: TypedFrom & { replaces?: string | undefined; deviceDigest: Uint8Array },
  ): Promise<SecondFactorOutcome>;
  /** Another proof of the same person in the session of a refresh token. */
  stepUp(refreshToken: string, given: GivenFactor, from: TypedFrom): Promise<StepUpOutcome & { retryAfter?: number }>;
  /**
   * Begins to set up an authenticator app.
   *
   * @throws Problem conflict: there is one; or the driver's error.
   */
  beginTotp(entry: ClaimsEntry, address: string): Promise<BegunTotp>;
  /**
   * What the QR code of an app that was begun says.
   *
   * @throws Problem not_found; or the driver's error.
   */
  begunTotp(entry: ClaimsEntry, id: string, address: string): Promise<BegunTotp>;
  /**
   * Makes it the second factor.
   *
   * @returns recovery codes, shown this once, where it is the first factor.
   * @throws Problem not_found, invalid_credentials; or the driver's error.
   */
  confirmTotp(entry: ClaimsEntry, id: string, code: string): Promise<string[] | undefined>;
  /** Ten new recovery codes; undefined: there is no factor that they could stand in for. */
  renewRecoveryCodes(entry: ClaimsEntry): Promise<string[] | undefined>;
  /** False: there is no such factor. */
  remove(entry: ClaimsEntry, id: string): Promise<boolean>;
}

/**
 * What people prove beside a password or a provider. The database keeps and counts everything; only the codes of authenticator apps are worked out
 * here, where the key of their secrets is.
 *
 * @param functions - of the issuing door.
 * @param secrets - opens those of authenticator apps.
 * @param passkeys - verify what authenticators sign.
 * @param product - this installation, as authenticator apps show it.
 */
export function secondFactors(
  functions: FactorFunctions,
  secrets: TotpSecrets,
  passkeys: Passkeys,
  product: string,
): SecondFactors {
  async function used(owner: CodeOwner, given: GivenFactor, from: ProofOrigin): Promise<UsedFactor> {
    if (given.kind === 'passkey')
      return { kind: given.kind, asserted: await passkeys.verify(given.answer, given.browser, from) };
    const { kind, code } = given;
    if (kind === 'recovery_code') return { kind, digest: recoveryDigest(code) };
    const challenge = unthrottled(await functions.totpChallenge(owner, from));
    if (challenge.status !== 'ok') return { kind, step: null };
    const owned = { userId: challenge.user_id, factorId: challenge.factor_id };
    const secret = await secrets.open(owned, challenge.secret_jwe);
    return { kind, step: stepOfCode(secret, code, challenge.step) ?? null };
  }

  async function begun(entry: ClaimsEntry, id: string) {
    const { secret_jwe, step } = await functions.begunTotp(entry, id);
    if (secret_jwe === null) throw new Problem('not_found');
    return { secret: await secrets.open({ userId: entry.sub, factorId: id }, secret_jwe), step };
  }

  const shown = (id: string, secret: Uint8Array, address: string) => ({
    id,
    secret: base32(secret),
    uri: totpUri(secret, product, address),
  });

  return {
    complete: async (challenge, given, { devices, ...rest }) => {
      const from = { ...rest, devices: presentedDevices(devices) };
      return functions.completeSecondFactor(challenge, await used({ challenge }, given, from), from);
    },
    stepUp: async (refreshToken, given, { devices, ...rest }) => {
      const from = { ...rest, devices: presentedDevices(devices) };
      return functions.stepUp(refreshToken, await used({ refreshToken }, given, from), from);
    },
    beginTotp: async (entry, address) => {
      const [id, secret] = [randomUUID(), newTotpSecret()];
      const jwe = await secrets.wrap({ userId: entry.sub, factorId: id }, secret);
      if ((await functions.beginTotp(entry, id, jwe)) === 'exists')
        throw new Problem('conflict', 'You already have an authenticator app; remove it first');
      return shown(id, secret, address);
    },
    begunTotp: async (entry, id, address) => shown(id, (await begun(entry, id)).secret, address),
    confirmTotp: async (entry, id, code) => {
      const { secret, step: now } = await begun(entry, id);
      const step = stepOfCode(secret, code, now);
      if (step === undefined) throw new Problem('invalid_credentials');
      const { codes, digests } = newRecoveryCodes();
      const { status, has_new_codes } = await functions.confirmTotp(entry, id, step, digests);
      if (status !== 'confirmed') throw new Problem('not_found');
      return has_new_codes ? codes : undefined;
    },
    renewRecoveryCodes: async (entry) => {
      const { codes, digests } = newRecoveryCodes();
      return (await functions.renewRecoveryCodes(entry, digests)) ? codes : undefined;
    },
    remove: (entry, id) => functions.removeFactor(entry, id),
  };
}
