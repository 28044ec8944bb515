import { compactVerify } from 'jose';
import { z } from 'zod';
import type { KeyStore } from '../credentials/key-store.ts';
import type { Parameters } from '../database/oauth-functions.ts';
import { isStorable } from '../http/schemas.ts';

/** What the parameter claims asks of the ID token's acr (OpenID Connect Core section 5.5.1.1). */
export interface AskedAcr {
  values: string[];
  essential: boolean;
}

/** Whom an authorization request names and how they shall have authenticated, or the parameter that makes no sense. */
export interface NamedSubject {
  subject?: string;
  acr?: AskedAcr;
  unreadable?: 'id_token_hint' | 'claims';
}

const IdToken = z.object({ iss: z.string(), aud: z.string(), sub: z.uuid(), sid: z.uuid() });
const Subject = { sub: z.looseObject({ value: z.uuid().optional() }).nullish() };
const Acr = z.looseObject({
  essential: z.boolean().optional(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
const Claims = z.looseObject({
  id_token: z.looseObject({ ...Subject, acr: Acr.nullish() }).nullish(),
  userinfo: z.looseObject(Subject).nullish(),
});

/** What an ID token of ours says, for whom it was made and about whom. */
export type HintedToken = z.infer<typeof IdToken>;

/**
 * Reads an ID token that comes back as a hint. One that has expired is as good (OpenID Connect Core section 3.1.2.1).
 *
 * @param keys - the signing keys: a token of a key that is gone is none.
 * @param issuer - the public URL.
 * @param token - as the client sent it.
 * @returns undefined: not an ID token that this server made.
 */
export async function readIdTokenHint(keys: KeyStore, issuer: string, token: string): Promise<HintedToken | undefined> {
  try {
    const { payload } = await compactVerify(token, ({ kid, alg, typ }) => {
      const known = keys.publicKey(String(kid));
      if (known?.algorithm !== alg || typ !== 'JWT') throw new Error('not a key of ID tokens');
      return known.key;
    });
    const claims = IdToken.parse(JSON.parse(new TextDecoder().decode(payload)));
    return claims.iss === issuer ? claims : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The user for whom a client wants an answer: of id_token_hint, or of a value of `sub` in the claims parameter (OpenID Connect Core section 5.5.1),
 * and what that says of acr. The other claims are sent as the scopes say; auth_time always is.
 *
 * @param keys - the signing keys.
 * @param issuer - the public URL.
 * @param parameters - of the request; those that came twice the database refuses.
 */
export async function namedSubject(keys: KeyStore, issuer: string, parameters: Parameters): Promise<NamedSubject> {
  const { client_id, id_token_hint, claims } = parameters;
  const read = typeof claims === 'string' && claims !== '' ? readClaims(claims) : { subjects: [] };
  if (!read) return { unreadable: 'claims' };
  const { subjects: wanted, ...asked } = read;
  if (typeof id_token_hint === 'string' && id_token_hint !== '') {
    const hint = await readIdTokenHint(keys, issuer, id_token_hint);
    if (hint?.aud !== client_id || !hint) return { unreadable: 'id_token_hint' };
    wanted.push(hint.sub);
  }
  const [subject, ...others] = new Set(wanted);
  if (subject === undefined) return asked;
  return others.length > 0 ? { unreadable: 'claims' } : { subject, ...asked };
}

function readClaims(claims: string): { subjects: string[]; acr?: AskedAcr } | undefined {
  try {
    const { id_token, userinfo } = Claims.parse(JSON.parse(claims));
    const subjects = [id_token, userinfo].flatMap((each) => each?.sub?.value ?? []);
    if (!id_token?.acr) return { subjects };
    const { essential = false, value, values = value === undefined ? [] : [value] } = id_token.acr;
    return { subjects, acr: { values: values.filter(isStorable), essential } };
  } catch {
    return undefined;
  }
}
