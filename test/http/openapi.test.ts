import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { operationsOf } from '#test/support/api-document.ts';
import { demoApp, PUBLIC_URL, serverOn } from '#test/support/demo-app.ts';

const { app, db, send } = await demoApp();
const { body: document } = await send({ url: '/v1/openapi.json' });
const operations = operationsOf(document);

/** What is served, and is no operation of the API: the document itself, its reference page, pages for people, and what answers preflights. */
const UNDOCUMENTED = [
  'GET /v1/openapi.json',
  // Answers without an end: docs/streams.md.
  'GET /graphql/stream',
  'POST /graphql/stream',
  'GET /docs',
  'GET /docs/',
  'GET /docs/json',
  'GET /docs/static/*',
  'GET /docs/static/index.html',
  'GET /docs/static/swagger-initializer.js',
  'GET /docs/yaml',
  'GET /account',
  'GET /account/email',
  'GET /account/name',
  'GET /account/authenticator',
  'GET /account/password',
  'GET /account/delete',
  'GET /account/export',
  'POST /account/export',
  'POST /account/export/download',
  'GET /confirm-address',
  'GET /restore-account',
  'POST /account/delete',
  'POST /restore-account',
  'GET /restore-address',
  'POST /account/email',
  'POST /account/name',
  'POST /account/verification',
  'POST /confirm-address',
  'POST /restore-address',
  'POST /account/apps/disconnect',
  'POST /account/identities/link/:provider',
  'POST /account/identities/unlink',
  'POST /account/authenticator',
  'POST /account/authenticator/confirm',
  'POST /account/factors/remove',
  'GET /account/passkey',
  'POST /account/passkey',
  'GET /account/passkeys/name',
  'POST /account/passkeys/name',
  'GET /pages/passkeys.js',
  'POST /sign-in-passkey',
  'POST /account/password',
  'POST /account/recovery',
  'POST /account/recovery/end',
  'GET /lost-factors',
  'POST /lost-factors',
  'GET /recover-factors',
  'POST /recover-factors',
  'POST /account/sessions/end',
  'POST /account/sessions/end-others',
  'POST /account/tokens/revoke',
  'POST /consent',
  'GET /pages/style.css',
  'GET /sign-in',
  'GET /sign-in-code',
  'GET /sign-in-mail',
  'POST /sign-in-mail',
  'GET /sign-in-mailed-code',
  'POST /sign-in-mailed-code',
  'GET /step-up',
  'POST /sign-in',
  'POST /sign-in-code',
  'POST /step-up',
  'POST /step-up/code',
  'POST /sign-in/:provider',
  'POST /sign-out',
  'GET /accept-invitation',
  'GET /consent',
  'GET /decline-invitation',
  'GET /forgot-password',
  'GET /register',
  'GET /reset-password',
  'GET /sign-out',
  'GET /verify-email',
  'POST /accept-invitation',
  'POST /accept-invitation/later',
  'POST /decline-invitation',
  'POST /forgot-password',
  'POST /register',
  'POST /reset-password',
  'POST /verify-email',
  'GET /workspaces',
  'GET /workspaces/:workspace',
  'GET /workspaces/:workspace/applications',
  'GET /workspaces/:workspace/delete',
  'GET /workspaces/:workspace/events',
  'GET /workspaces/:workspace/links',
  'GET /workspaces/:workspace/members/:id',
  'GET /workspaces/:workspace/roles',
  'GET /workspaces/:workspace/roles/:id',
  'GET /workspaces/:workspace/webhooks',
  'GET /workspaces/:workspace/webhooks/:id',
  'POST /workspaces/:workspace/webhooks',
  'POST /workspaces/:workspace/webhooks/:id/secret',
  'POST /workspaces/:workspace/webhooks/change',
  'POST /workspaces/:workspace/webhooks/disable',
  'POST /workspaces/:workspace/webhooks/enable',
  'POST /workspaces/:workspace/webhooks/remove',
  'POST /workspaces/:workspace/webhooks/test',
  'GET /workspaces/:workspace/services',
  'GET /workspaces/:workspace/services/:id',
  'GET /workspaces/:workspace/tokens',
  'POST /workspaces',
  'POST /workspaces/:workspace/delete',
  'POST /workspaces/:workspace/invitations',
  'POST /workspaces/:workspace/invitations/resend',
  'POST /workspaces/:workspace/invitations/revoke',
  'POST /workspaces/:workspace/leave',
  'POST /workspaces/:workspace/links',
  'POST /workspaces/:workspace/links/revoke',
  'POST /workspaces/:workspace/members/ownership',
  'POST /workspaces/:workspace/members/remove',
  'POST /workspaces/:workspace/members/role',
  'POST /workspaces/:workspace/members/roles',
  'POST /workspaces/:workspace/members/tokens/revoke',
  'POST /workspaces/:workspace/members/waive',
  'POST /workspaces/:workspace/policy',
  'POST /workspaces/:workspace/roles',
  'POST /workspaces/:workspace/roles/change',
  'POST /workspaces/:workspace/roles/remove',
  'POST /workspaces/:workspace/rules',
  'POST /workspaces/:workspace/services',
  'POST /workspaces/:workspace/services/:id/keys',
  'POST /workspaces/:workspace/services/change',
  'POST /workspaces/:workspace/services/disable',
  'POST /workspaces/:workspace/services/enable',
  'POST /workspaces/:workspace/services/keys/revoke',
  'POST /workspaces/:workspace/services/remove',
  'POST /workspaces/:workspace/settings',
  'POST /workspaces/:workspace/tokens',
  'POST /workspaces/:workspace/tokens/revoke',
  'POST /workspaces/restore',
  'OPTIONS *',
];

/** Every method and path that the server routes, from its own account of them; HEAD comes with each GET. */
function routes(): string[] {
  const found: string[] = [];
  const parents: string[] = [];
  for (const line of app.printRoutes().replace('(empty root node)', '').split('\n')) {
    const [, indent = '', segment, methods] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (segment === undefined) continue;
    parents.length = indent.length / 4;
    const path = [...parents, segment].join('');
    parents.push(segment);
    for (const method of methods?.split(', ') ?? []) if (method !== 'HEAD') found.push(`${method} ${path}`);
  }
  return found;
}

test('the document lists every route of the server', () => {
  const documented = operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
  expect([...documented, ...UNDOCUMENTED].sort()).toEqual(routes().sort());
});

test('the document is the same in development', async () => {
  const { send } = await serverOn(db, { development: true });
  expect((await send({ url: '/v1/openapi.json' })).body).toEqual(document);
});

test('every operation has a name to call it by, a summary, and a tag', () => {
  for (const { id, tags, summary } of operations) {
    expect(id).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
    expect(summary, id).toMatch(/^[A-Z].*[^.]$/);
    expect(tags, id).toHaveLength(1);
  }
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
});

test.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s needs a token if it says so',
  async (_, { method, path, bearer, parameters }) => {
    const answer = await send({ method, url: path.replaceAll(/\{\w+\}/g, 'x') });
    expect(answer.body.code === 'authentication_required').toBe(bearer);
    expect(parameters.some(({ name }) => name === 'X-Rowseal-Workspace')).toBe(bearer);
  },
);

test('a body that may be left out is marked so', () => {
  const optional = operations.filter(({ body }) => body && !body.required).map(({ id }) => id);
  expect(optional).toEqual(['refresh', 'logOut', 'resendVerification', 'postAuthorization', 'postLogout']);
});

test('what zod cannot write as JSON Schema is written out', () => {
  const fields = (id: string) => operations.find((operation) => operation.id === id)?.body?.schema['properties'];
  expect(fields('register')).toMatchObject({
    email: { type: 'string', format: 'email', maxLength: 320 },
    password: { type: 'string', minLength: 8, maxLength: 1024, format: 'password' },
    name: { type: 'string', minLength: 1, maxLength: 200 },
  });
  expect(fields('refresh')).toMatchObject({ refresh_token: { pattern: '^rsr_[A-Za-z0-9_-]{120}$' } });
});

test('the document is valid OpenAPI 3.1, and its linter finds nothing', async () => {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      // This server is on localhost, what tells its health takes no wrong request, and what leads elsewhere only redirects.
      'no-server-example.com': 'off',
      'operation-4xx-response': 'off',
      'operation-2xx-response': 'off',
      'operation-operationId-unique': 'error',
      'operation-description': 'off',
      'operation-tag-defined': 'error',
      'tag-description': 'error',
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  expect(problems.map(({ message, location }) => `${message} ${location[0]?.pointer}`)).toEqual([]);
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.servers).toEqual([{ url: PUBLIC_URL }]);
});

test('a broken document would be noticed: the control', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const broken = structuredClone(document);
  delete broken.paths['/v1/me'].get.responses[200].description;
  broken.paths['/v1/me'].get.security = [{ nothing: [] }];
  const problems = await lintFromString({ source: JSON.stringify(broken), config });
  expect(problems.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(['struct', 'security-defined']));
});
