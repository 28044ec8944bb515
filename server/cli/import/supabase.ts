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

/** Ways to sign in that are no identity of another provider. */
const OWN = ['email', 'phone'];

/**
 * A user of Supabase: a row of auth.users, with those of auth.identities and auth.mfa_factors as lists where they were exported too.
 *
 * @param record - as JSON or CSV.
 * @throws Refusal where it cannot be imported.
 */
export function supabaseUser(record: Fields): ExportedUser {
  if (text(record['deleted_at']) !== undefined) throw new Refusal('it was deleted there');
  if (flag(record['is_anonymous'])) throw new Refusal('it is anonymous');
  const told = fields(record['raw_user_meta_data']);
  const hash = text(record['encrypted_password']);
  const banned = text(record['banned_until']);
  const factor = objects(record['mfa_factors']).find(
    ({ factor_type: kind, status }) => kind === 'totp' && status === 'verified',
  );
  return {
    externalId: idOf(record['id']),
    email: address(record['email']),
    verified: text(record['email_confirmed_at']) !== undefined,
    name: nameOf(told['full_name']) ?? nameOf(told['name']),
    disabled: banned !== undefined && !(new Date(banned).getTime() < Date.now()),
    password: hash === undefined ? undefined : formerPassword(hash),
    identities: objects(record['identities'])
      .filter(({ provider }) => !OWN.includes(String(provider)))
      .map(identity),
    memberships: memberships(record),
    totp: totpSecret(factor?.['secret']),
  };
}

function identity({ provider, provider_id: id, identity_data: data }: Fields): Identity {
  const subject = text(id) ?? text(fields(data)['sub']);
  const there = text(provider);
  if (subject === undefined || there === undefined) throw new Refusal('an identity lacks its provider or its subject');
  return { there, subject };
}
