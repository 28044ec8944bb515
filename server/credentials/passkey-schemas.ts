import { z } from 'zod';

/** Large enough for everything that authenticators send. */
const bytes = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]*$/);
const Credential = z.object({
  id: bytes(1364).min(2),
  rawId: bytes(1364).min(2),
  type: z.literal('public-key'),
});

/** What a browser answers that was asked for a passkey: PublicKeyCredential.toJSON(). */
export const PasskeyAnswer = Credential.extend({
  response: z.object({
    clientDataJSON: bytes(4000),
    authenticatorData: bytes(4000),
    signature: bytes(2000),
    userHandle: bytes(88).nullish(),
  }),
}).meta({ id: 'PasskeyAnswer', description: 'What navigator.credentials.get answered, by toJSON()' });

/** What a browser answers that was asked to make one. */
export const MadePasskey = Credential.extend({
  response: z.object({
    clientDataJSON: bytes(4000),
    attestationObject: bytes(20_000),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
}).meta({ id: 'MadePasskey', description: 'What navigator.credentials.create answered, by toJSON()' });

/** For how long browsers wait for a person, in milliseconds. */
export const TIMEOUT_MS = 300_000;
/** EdDSA, ECDSA with P-256, RSA with PKCS #1: COSE algorithms that every authenticator has one of. */
export const ALGORITHMS = [-8, -7, -257];

export const Descriptors = z.array(
  z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()) }),
);

/** What navigator.credentials.create takes, by parseCreationOptionsFromJSON. */
export const CreationOptions = z
  .object({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    excludeCredentials: Descriptors,
    authenticatorSelection: z.object({ residentKey: z.literal('preferred'), userVerification: z.literal('preferred') }),
    attestation: z.literal('none'),
    timeout: z.int(),
  })
  .meta({ id: 'PasskeyCreationOptions', description: 'For PublicKeyCredential.parseCreationOptionsFromJSON' });

/** What navigator.credentials.get takes, by parseRequestOptionsFromJSON. */
export const RequestOptions = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    allowCredentials: Descriptors,
    userVerification: z.enum(['required', 'discouraged']),
    timeout: z.int(),
  })
  .meta({ id: 'PasskeyRequestOptions', description: 'For PublicKeyCredential.parseRequestOptionsFromJSON' });
