import { expect, test } from 'vitest';
import { type Answer, demoApp } from '#test/support/demo-app.ts';

const { send } = await demoApp({ graphql: false });

const post = (url: string, filler: number) =>
  send({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    payload: `filler=${'x'.repeat(filler)}`,
  });

test.each(['/v1/oauth/token', '/v1/oauth/introspect', '/v1/oauth/revoke', '/v1/oauth/authorize', '/sign-in'])(
  'a form for %s, which is read before anybody is known, has 8,192 bytes at most',
  async (url) => {
    // OAuth has one code for whatever a request's form is (RFC 6749 section 5.2).
    const isTooLarge = ({ status, body }: Answer) => status === 413 || /too large/i.test(body.error_description ?? '');
    expect(isTooLarge(await post(url, 8_192))).toBe(true);
    expect(isTooLarge(await post(url, 8_000)), 'the control').toBe(false);
  },
);
