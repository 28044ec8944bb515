import { bounded, type FormerPassword } from './password-hashes.ts';
import { memberships, requireUsualTotp, totpSecret } from './plain.ts';
import { address, type ExportedUser, type Fields, fields, flag, idOf, nameOf, objects, Refusal, text } from './user.ts';

/** What Keycloak calls PBKDF2 by its hashes. */
const PBKDF2: Readonly<Record<string, string>> = {
  pbkdf2: 'pbkdf2_sha1',
  'pbkdf2-sha256': 'pbkdf2_sha256',
  'pbkdf2-sha512': 'pbkdf2_sha512',
};

/**
 * A user of Keycloak, of a realm that was exported with its users.
 *
 * @param record - as JSON.
 * @throws Refusal where it cannot be imported.
 */
export function keycloakUser(record: Fields): ExportedUser {
  const credentials = objects(record['credentials']);
  const password = credentials.find(({ type }) => type === 'password');
  const app = credentials.find(({ type }) => type === 'otp');
  return {
    externalId: idOf(record['id']),
    email: address(record['email']),
    verified: flag(record['emailVerified']),
    name: nameOf([record['firstName'], record['lastName']].map(text).filter(Boolean).join(' ')),
    disabled: record['enabled'] === false,
    password: password && keycloakPassword(password),
    identities: objects(record['federatedIdentities']).map(({ identityProvider, userId }) => {
      const [there, subject] = [text(identityProvider), text(userId)];
      if (there === undefined || subject === undefined)
        throw new Refusal('an identity lacks its provider or its subject');
      return { there, subject };
    }),
    memberships: memberships(record),
    totp: app && keycloakTotp(app),
  };
}

function keycloakPassword({ secretData, credentialData }: Fields): FormerPassword {
  const { value, salt } = fields(secretData);
  const { hashIterations, algorithm, additionalParameters } = fields(credentialData);
  const digest = Buffer.from(text(value) ?? '', 'base64');
  const common = { salt: Buffer.from(text(salt) ?? '', 'base64').toString('hex'), length: digest.length };
  const pbkdf2 = PBKDF2[String(algorithm)];
  if (pbkdf2 !== undefined) return bounded({ ...common, algorithm: pbkdf2, iterations: hashIterations }, digest);
  if (algorithm !== 'argon2') throw new Refusal('the password is hashed in a form that is not known');
  const given = fields(additionalParameters);
  const first = (name: string) => (Array.isArray(given[name]) ? text(given[name][0]) : undefined);
  return bounded(
    {
      ...common,
      algorithm: `argon2${first('type') ?? 'id'}`,
      memory_kib: Number(first('memory')),
      iterations: hashIterations,
      parallelism: Number(first('parallelism') ?? 1),
      version: first('version') === '1.0' ? 16 : 19,
    },
    digest,
  );
}

function keycloakTotp({ secretData, credentialData }: Fields): Uint8Array | undefined {
  const { subType, digits, period, algorithm, secretEncoding } = fields(credentialData);
  if (subType !== 'totp')
    throw new Refusal('its authenticator app is of another kind than SHA-1, six digits, 30 seconds');
  requireUsualTotp(digits ?? 6, period ?? 30, algorithm ?? 'HmacSHA1');
  const secret = text(fields(secretData)['value']) ?? '';
  // Without a word of its encoding it is the bytes of the text.
  if (secretEncoding === 'BASE32') return totpSecret(secret);
  if (Buffer.byteLength(secret) < 10) throw new Refusal('the secret of its authenticator app is too short');
  return Uint8Array.from(Buffer.from(secret));
}
