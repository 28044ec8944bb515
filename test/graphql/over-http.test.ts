import type { InjectOptions } from 'fastify';
import { auditServer } from 'graphql-http';
import { expect, test } from 'vitest';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

// The audits of graphql-http: GraphQL over HTTP, each MUST, and of SHOULD and MAY what is not so, with the reason.
const NO_GET = 'a document may be a credential of its own in logs and caches: POST alone';
const AFTER_2025 =
  'section 6.4 of the specification: since 2025 who names no type is answered application/graphql-response+json';
const NOT_SO: Record<string, string> = {
  '47DE': AFTER_2025,
  '80D8': AFTER_2025,
  '5A70': NO_GET,
  D6D5: NO_GET,
  '6A70': NO_GET,
};

const demo = await demoApp({ documents: { ...DOCUMENT_DEFAULTS, introspection: true } });
const authorization = `Bearer ${await demo.token('owner@acme.test', { workspace: 'acme' })}`;

async function fetchFn(url: string, { method = 'GET', headers, body }: RequestInit = {}): Promise<Response> {
  const answer = await demo.app.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url: url.slice(PUBLIC_URL.length),
    headers: { authorization, ...Object.fromEntries(new Headers(headers)) },
    ...(typeof body === 'string' ? { payload: body } : {}),
  });
  const named = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string]);
  return new Response(answer.payload, { status: answer.statusCode, headers: named });
}

test('passes the audits of GraphQL over HTTP, but for what is listed with its reason', async () => {
  const results = await auditServer({ url: `${PUBLIC_URL}/graphql`, fetchFn });
  const failed = results.filter(({ status }) => status !== 'ok');
  expect(results.length).toBeGreaterThan(55);
  expect(failed.filter(({ name }) => name.startsWith('MUST')).map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  expect(failed.map(({ id }) => id).sort()).toEqual(Object.keys(NOT_SO).sort());
});
