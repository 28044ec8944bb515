import type { z } from 'zod';

/** What a provider says of who is at the other end. SQL decides what that is worth: link, create, refuse. */
export interface AssertedIdentity {
  /** The provider's id in the registry. */
  provider: string;
  /** The user's id at the provider: with provider, the key of the identity. Never an e-mail address of a foreign provider. */
  subject: string;
  /** What the database judges the claim by, where it does so itself: for password, the derived key. */
  proof: Uint8Array;
  email: string | undefined;
  emailVerified: boolean;
  name: string | undefined;
  /** Authentication methods used (RFC 8176). */
  amr: string[];
  authenticatedAt: Date;
}

/** How a login begins: a form to fill in, or a redirect to somewhere else. */
export type LoginStart =
  | { kind: 'form'; fields: { name: string; type: 'email' | 'password' | 'text'; autocomplete: string }[] }
  | { kind: 'redirect'; url: string };

/** A way to log in. Every login goes through one. */
export interface IdentityProvider<Input = unknown> {
  readonly id: string;
  /** What {@link complete} takes: fields of the login request. */
  readonly input: z.ZodObject & z.ZodType<Input>;
  start(): Promise<LoginStart>;
  /**
   * Ends a login that start began.
   *
   * @throws Problem overloaded when the provider cannot take more work now.
   */
  complete(input: Input): Promise<AssertedIdentity>;
  /** After a login whose stored verifier is weaker than today's policy: replaces it. Failing is no reason to refuse the login. */
  renew?(input: Input): Promise<void>;
}
