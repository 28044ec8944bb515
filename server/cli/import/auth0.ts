import { formerPassword } from './password-hashes.ts';
import { memberships, totpSecret } from './plain.ts';
import {
  address,
  type ExportedUser,
  type Fields,
  fields,
  flag,
  type Identity,
  idOf,
  nameOf,
  objects,
  Refusal,
  text,
} from './user.ts';

/** Auth0's own database of users. */
const OWN = 'auth0';

/**
 * A user of Auth0: of a job that exports users, of the password hashes that its support exports, or of the first with the hash of the second.
 *
 * @param record - as JSON or CSV.
 * @param hashes - the hashes of the second, by id.
 * @throws Refusal where it cannot be imported.
 */
export function auth0User(record: Fields, hashes: ReadonlyMap<string, string>): ExportedUser {
  const id = auth0Id(record);
  const hash = text(record['passwordHash']) ?? hashes.get(id ?? '');
  const name = nameOf(record['name']);
  const email = address(record['email']);
  const factor = objects(record['mfa_factors']).find(({ totp }) => totp !== undefined);
  return {
    externalId: id,
    email,
    verified: flag(record['email_verified']),
    // Where nobody has told a name, it is the address.
    name: name?.toLowerCase() === email ? undefined : name,
    disabled: flag(record['blocked']),
    password: hash === undefined ? undefined : formerPassword(hash),
    identities: objects(record['identities'])
      .filter(({ provider }) => provider !== OWN)
      .map(identity),
    memberships: memberships(record),
    totp: factor && totpSecret(fields(factor['totp'])['secret']),
  };
}

/**
 * The id of a user of Auth0, whichever export it is of.
 *
 * @param record - as JSON or CSV.
 */
export function auth0Id(record: Fields): string | undefined {
  const inDatabase = text(fields(record['_id'])['$oid']);
  return idOf(record['user_id']) ?? (inDatabase === undefined ? undefined : `${OWN}|${inDatabase}`);
}

function identity({ provider, user_id: id }: Fields): Identity {
  const [there, subject] = [text(provider), text(id)];
  if (there === undefined || subject === undefined) throw new Refusal('an identity lacks its provider or its subject');
  return { there, subject };
}
