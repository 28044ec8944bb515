import { type FirebaseParameters, firebasePassword } from './password-hashes.ts';
import { memberships } from './plain.ts';
import { address, type ExportedUser, type Fields, flag, idOf, nameOf, objects, Refusal, text } from './user.ts';

/** Ways to sign in that are no identity of another provider. */
const OWN = ['password', 'phone'];

/**
 * A user of Firebase, of `firebase auth:export` as JSON.
 *
 * @param record - one of its users.
 * @param parameters - of the project; undefined: they were not given.
 * @param options - factors: whether those who have a second factor are refused, because none is exported.
 * @throws Refusal where it cannot be imported.
 */
export function firebaseUser(
  record: Fields,
  parameters: FirebaseParameters | undefined,
  { factors }: { factors: boolean },
): ExportedUser {
  const [hash, salt] = [text(record['passwordHash']), text(record['salt'])];
  if (hash !== undefined && parameters === undefined)
    throw new Refusal('it has a password, which takes --firebase-config');
  if (factors && objects(record['mfaInfo']).length > 0)
    throw new Refusal('it has a second factor, which Firebase does not export');
  return {
    externalId: idOf(record['localId']),
    email: address(record['email']),
    verified: flag(record['emailVerified']),
    name: nameOf(record['displayName']),
    disabled: flag(record['disabled']),
    password: hash === undefined || !parameters ? undefined : firebasePassword(parameters, salt ?? '', hash),
    identities: objects(record['providerUserInfo'])
      .filter(({ providerId }) => !OWN.includes(String(providerId)))
      .map(({ providerId, rawId }) => {
        const [there, subject] = [text(providerId), text(rawId)];
        if (there === undefined || subject === undefined)
          throw new Refusal('an identity lacks its provider or its subject');
        return { there, subject };
      }),
    memberships: memberships(record),
  };
}

/**
 * The parameters of a project, as its console shows them (hash_config).
 *
 * @param shown - the text.
 * @throws Error with a sentence for the operator.
 */
export function firebaseParameters(shown: string): FirebaseParameters {
  const value = (name: string) => new RegExp(`\\b${name}"?\\s*[:=]\\s*"?([A-Za-z0-9+/=_-]+)`).exec(shown)?.[1];
  const [signerKey, separator = '', rounds, memory] = [
    value('base64_signer_key'),
    value('base64_salt_separator'),
    value('rounds'),
    value('mem_cost'),
  ];
  if (value('algorithm') !== 'SCRYPT' || signerKey === undefined || rounds === undefined || memory === undefined)
    throw new Error(
      'the file of --firebase-config is no hash_config: algorithm: SCRYPT, base64_signer_key, base64_salt_separator, rounds, mem_cost',
    );
  return { cost: Number(memory), blockSize: Number(rounds), parallelism: 1, separator, signerKey };
}
