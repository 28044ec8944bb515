import type { z } from 'zod';
import type { LoginOrigin } from '../database/password-functions.ts';
import type { AskedAuthentication, AssertedIdentity } from '../database/provider-functions.ts';

/** A login that begins with a form to fill in. */
export interface FormStart {
  kind: 'form';
  fields: { name: string; type: 'email' | 'password' | 'text'; autocomplete: string }[];
}

/** A login that begins with a redirect to somewhere else. */
export interface RedirectStart {
  kind: 'redirect';
  url: string;
}

/**
 * A way to log in: start says what a person does, complete turns what comes back into something that the database verifies. Each kind has its own
 * beginning, answer and outcome.
 */
export interface IdentityProvider<Beginning, Start extends FormStart | RedirectStart, Answer, Outcome> {
  /** In the registry, in addresses, and with the subject the key of an identity. */
  readonly id: string;
  /** As people see it. */
  readonly name: string;
  start(beginning: Beginning): Promise<Start>;
  complete(answer: Answer): Promise<Outcome>;
}

/** A claim to be somebody that the database verifies itself: for the password, the derived key. */
export interface Claim {
  subject: string;
  proof: Uint8Array;
  /** How many characters the password has that it was derived from. */
  passwordLength: number;
  /** Whether the database would ask for another derivation by now. */
  isOutdated(): Promise<boolean>;
}

/** A form to fill in. */
export interface FormProvider<Input = unknown>
  extends IdentityProvider<void, FormStart, { input: Input; from: LoginOrigin }, Claim> {
  /** The fields of the login request that {@link IdentityProvider.complete} takes. Who has to wait is refused there, before anything costly. */
  readonly input: z.ZodObject & z.ZodType<Input>;
  /** After a login whose stored verifier is weaker than today's policy: replaces it. Failing is no reason to refuse the login. */
  renew(input: Input, proof: Uint8Array): Promise<void>;
}

/** What ties a login to one browser on its way to another provider and back. */
export interface LoginSecrets {
  /** RFC 6749 section 10.12: the database keeps its hash. */
  state: string;
  /** OpenID Connect Core section 3.1.2.1. */
  nonce: string;
  /** RFC 7636. */
  codeVerifier: string;
}

/**
 * A provider elsewhere.
 *
 * Its complete throws Problem login_failed when what came back is not what was asked for, provider_unavailable when the provider cannot be
 * reached; its start the latter.
 */
export interface RedirectProvider
  extends IdentityProvider<
    LoginSecrets & { redirectUri: string; asked: AskedAuthentication },
    RedirectStart,
    LoginSecrets & {
      /** Where the browser came back, with all parameters. */
      callback: URL;
      /** The earliest authentication that will do; null: any. */
      authenticatedSince: Date | null;
    },
    AssertedIdentity
  > {}
