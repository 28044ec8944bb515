import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { federation } from '#test/support/federation.ts';
import { UPSTREAM_CLIENT } from '#test/support/upstream.ts';

const { db, upstream, save, browser } = await federation();
let people = 0;

/** Somebody whom nobody has seen yet. */
const stranger = (more: object = {}) => {
  people += 1;
  return { sub: `U${people}`, email: `u${people}@corp.test`, email_verified: true, ...more };
};
const userOf = async (email: string) => {
  const [row] = await db.admin<{ id: string }[]>`
    insert into rowseal.users (email, email_verified_at) values (${email}, now()) returning id`;
  return row?.id ?? '';
};
const holderOf = async (subject: string): Promise<string | undefined> => {
  const rows = await db.admin<{ user_id: string }[]>`
    select user_id from rowseal_private.identities where subject = ${subject}`;
  return rows[0]?.user_id;
};

beforeEach(() => {
  upstream.corp.misbehave();
  upstream.other.misbehave();
});

describe('an ID token is refused', () => {
  const now = Math.floor(Date.now() / 1000);
  const refused = async () => {
    const person = stranger();
    const here = browser();
    expect((await here.signIn('corp', person)).statusCode).toBe(400);
    expect(await here.account()).toBeUndefined();
    expect(await holderOf(person.sub)).toBeUndefined();
  };

  test.each<[string, object]>([
    ['that is not valid yet', { nbf: now + 600 }],
    ['whose expiry is a text', { exp: String(now + 600) }],
    ['whose time of issue is a text', { iat: String(now) }],
    ['whose nonce is a list', { nonce: ['x'] }],
    ['for no audience', { aud: [] }],
    ['whose issuer differs by a slash', { iss: `${upstream.corp.issuer}/` }],
    ['whose subject is a number', { sub: 7 }],
    ['whose subject is an object', { sub: { id: 'U1' } }],
  ])('%s', async (_what, change) => {
    upstream.corp.misbehave({ idToken: (claims) => ({ ...claims, ...change }) as JWTPayload });
    await refused();
  });

  test('by a key that it brings along, or says where to find', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = await exportJWK(publicKey);
    for (const more of [{ jwk }, { jku: 'https://evil.test/jwks' }, { x5u: 'https://evil.test/x5u' }, {}]) {
      for (const kid of ['upstream', 'another', undefined]) {
        const header = { alg: 'RS256', ...more, ...(kid === undefined ? {} : { kid }) };
        upstream.corp.misbehave({ forge: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(privateKey) });
        await refused();
      }
    }
  });

  test('by the right key under the id of another, or by another algorithm', async () => {
    for (const header of [
      { alg: 'RS256', kid: 'another' },
      { alg: 'PS256', kid: 'upstream' },
    ]) {
      const key = await importJWK({ ...upstream.corp.key, alg: header.alg }, header.alg);
      upstream.corp.misbehave({ forge: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(key) });
      await refused();
    }
  });

  test('with an unknown critical header', async () => {
    const key = await importJWK(upstream.corp.key, 'RS256');
    const header = { alg: 'RS256', kid: 'upstream', crit: ['urn:x'], 'urn:x': 1 };
    upstream.corp.misbehave({
      forge: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(key, { crit: { 'urn:x': true } }),
    });
    await refused();
  });

  test('when the keys cannot be had, and taken when they can', async () => {
    upstream.corp.misbehave({ jwks: () => ({ keys: [] }) });
    await save('corp', { name: 'without keys' });
    await refused();
    upstream.corp.misbehave({ metadata: (metadata) => ({ ...metadata, jwks_uri: `${upstream.corp.issuer}/none` }) });
    await save('corp', { name: 'with keys elsewhere' });
    await refused();
    upstream.corp.misbehave();
    await save('corp', { name: 'with keys' });
    expect((await browser().signIn('corp', stranger())).statusCode, 'the control').toBe(200);
    await save('corp');
  });

  test('that comes by the browser, in place of a code or beside it', async () => {
    const key = await importJWK(upstream.corp.key, 'RS256');
    const here = browser();
    const sent = new URL(await here.leave('corp')).searchParams;
    const claims = { sub: 'forged', nonce: sent.get('nonce'), aud: sent.get('client_id'), iss: upstream.corp.issuer };
    const forged = new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'RS256', kid: 'upstream' });
    const id_token = await forged.setIssuedAt().setExpirationTime('5m').sign(key);
    const query = new URLSearchParams({ state: sent.get('state') ?? '', id_token, iss: upstream.corp.issuer });
    expect((await here.open(`/v1/auth/providers/corp/callback?${query}`, true)).statusCode).toBe(400);
    expect(await here.account()).toBeUndefined();
    expect(await holderOf('forged')).toBeUndefined();
  });
});

test('what the userinfo endpoint says of another subject is refused', async () => {
  for (const change of [{ sub: 'another' }, { sub: undefined }, { sub: 'U' }]) {
    upstream.corp.misbehave({ userinfo: (claims) => ({ ...claims, ...change }) });
    const person = stranger();
    expect((await browser().signIn('corp', person)).statusCode).toBe(400);
    expect(await holderOf(person.sub)).toBeUndefined();
  }
  upstream.corp.misbehave({ userinfo: (claims) => claims });
  expect((await browser().signIn('corp', stranger())).statusCode, 'the control').toBe(200);
});

describe('an ID token for several', () => {
  const US = UPSTREAM_CLIENT.id;
  const come = async (change: object, trusted: string[]) => {
    await save('corp', { trusted_audiences: trusted });
    upstream.corp.misbehave({ idToken: (claims) => ({ ...claims, ...change }) });
    const person = stranger();
    const { statusCode } = await browser().signIn('corp', person);
    expect((await holderOf(person.sub)) !== undefined).toBe(statusCode === 200);
    return statusCode;
  };

  test.each<[string, object]>([
    ['that was made for us', { aud: [US, 'partner'], azp: US }],
    ['in another order', { aud: ['partner', US], azp: US }],
    ['for us alone, in a list', { aud: [US] }],
  ])('%s is taken where the operator trusts the others: the control', async (_what, change) => {
    expect(await come(change, ['partner', 'another'])).toBe(200);
  });

  test.each<[string, object, string[]]>([
    ['one of whom nobody trusts', { aud: [US, 'partner', 'evil'], azp: US }, ['partner']],
    ['whom nobody trusts', { aud: [US, 'partner'], azp: US }, []],
    ['that does not say for whom it was made', { aud: [US, 'partner'] }, ['partner']],
    ['that was made for another of them', { aud: [US, 'partner'], azp: 'partner' }, ['partner']],
    ['that was made for us, and is not for us', { aud: ['partner'], azp: US }, ['partner']],
    ['who are not us', { aud: ['partner', 'another'], azp: US }, ['partner', 'another']],
    ['that was made for us in other letters', { aud: [US, 'partner'], azp: US.toUpperCase() }, ['partner']],
    ['in one text', { aud: `${US} partner`, azp: US }, ['partner']],
  ])('%s is refused', async (_what, change, trusted) => {
    expect(await come(change, trusted)).toBe(400);
  });
});

describe('a subject', () => {
  /** Signs in as a subject, whatever the provider's library would make of it. */
  async function comeAs(sub: unknown, email: string) {
    upstream.corp.misbehave({
      idToken: (claims) => ({ ...claims, sub }) as JWTPayload,
      userinfo: (claims) => ({ ...claims, sub }),
    });
    const here = browser();
    const { statusCode } = await here.signIn('corp', stranger({ email }));
    return { statusCode, account: await here.account() };
  }

  test.each([
    ['256 characters', 'x'.repeat(256)],
    ['a NUL', 'a\0b'],
    ['half of a character', 'a\uD800'],
  ])('of %s is refused as bad input', async (what, sub) => {
    const email = `bad${what.length}@corp.test`;
    expect(await comeAs(sub, email)).toEqual({ statusCode: 400, account: undefined });
    expect(await db.admin`select from rowseal.users where email = ${email}`).toHaveLength(0);
  });

  test('of 255 characters is one, and those that look or sort alike are others', async () => {
    const alike = ['x'.repeat(255), 'X'.repeat(255), '\u00e9', 'e\u0301', 'e', 'e ', ' e', 'E', "e' or true --", '%'];
    for (const [n, sub] of alike.entries())
      expect(await comeAs(sub, `alike${n}@corp.test`)).toEqual({ statusCode: 200, account: `alike${n}@corp.test` });
    for (const [n, sub] of alike.entries())
      expect((await comeAs(sub, 'elsewhere@corp.test')).account).toBe(`alike${n}@corp.test`);
  });
});

describe('an address joins the account that has it to the letter', () => {
  test('whatever the case: the control', async () => {
    const id = await userOf('case@corp.test');
    const person = stranger({ email: 'CaSe@CORP.test' });
    expect((await browser().signIn('corp', person)).statusCode).toBe(200);
    expect(await holderOf(person.sub)).toBe(id);
  });

  test('whatever the spelling of its domain: the control', async () => {
    const id = await userOf('kim@xn--bcher-kva.example');
    for (const email of ['kim@b\u00fccher.example', 'Kim@B\u00dcCHER.example', 'kim@xn--bcher-kva.example']) {
      const person = stranger({ email });
      expect((await browser().signIn('corp', person)).statusCode, email).toBe(200);
      expect(await holderOf(person.sub), email).toBe(id);
    }
    const other = stranger({ email: 'kim@bucher.example' });
    await browser().signIn('corp', other);
    expect(await holderOf(other.sub)).not.toBe(id);
  });

  test.each([
    ['the sign of kelvin', '\u212Aim@corp.test'],
    ['an i without a dot', 'k\u0131m@corp.test'],
    ['an I with a dot', 'K\u0130M@corp.test'],
    ['full width', '\uFF4Bim@corp.test'],
    ['a full-width at sign', 'kim\uFF20corp.test'],
    ['another script', 'k\u0456m@corp.test'],
    ['a sharp s', 'kim@corp.te\u00dft'],
    ['a mark that combines', 'kim\u0301@corp.test'],
    ['nothing to see', 'k\u200Bim@corp.test'],
    ['a space', 'kim@corp.test '],
    ['a NUL', 'kim@corp.test\0'],
    ['a line break', 'kim@corp.test\r\nx: y'],
    ['a dot behind it', 'kim@corp.test.'],
    ['quotation marks', '"kim"@corp.test'],
    ['a name before it', 'Kim <kim@corp.test>'],
    ['a comment', 'kim(x)@corp.test'],
    ['a list', ['kim@corp.test']],
    ['two', 'kim@corp.test,evil@corp.test'],
    ['a tag', 'kim+x@corp.test'],
    ['a subdomain', 'kim@x.corp.test'],
  ])('not with %s', async (_what, email) => {
    await db.admin`delete from rowseal.users where email = 'kim@corp.test'`;
    const id = await userOf('kim@corp.test');
    const person = stranger({ email });
    const here = browser();
    expect((await here.signIn('corp', person)).statusCode).toBeLessThan(500);
    expect(await holderOf(person.sub)).not.toBe(id);
    expect(await here.account()).not.toBe('kim@corp.test');
  });
});
