import type { OpenAPIV3, OpenAPIV3_1 } from 'openapi-types';
import { z } from 'zod';
import { keySyntax } from './idempotency.ts';
import { COOKIE_NAME } from './refresh-cookie.ts';
import { workspaceName } from './schemas.ts';

/** Formats that say all that zod's patterns for them say. */
const KNOWN_FORMATS: readonly unknown[] = ['uuid', 'date-time', 'email'];

/** How zod's schemas are written as JSON Schema. */
export const JSON_SCHEMA_OPTIONS = {
  override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    if (KNOWN_FORMATS.includes(jsonSchema.format)) delete jsonSchema.pattern;
  },
};

/** The document's own words. */
export const INFO: OpenAPIV3_1.InfoObject = {
  title: 'Rowseal',
  version: '1',
  license: { name: 'MIT', identifier: 'MIT' },
  description: `
Auth for multi-tenant applications on PostgreSQL: the database decides, the server only carries.

1. Log in with \`POST /v1/auth/token\`, and send the access token as \`Authorization: Bearer …\`. It lasts for minutes; \`POST /v1/auth/refresh\`
   gives the next one. Scripts send a personal access token (\`rsp_…\`), and programs that act for nobody
   the key of a service (\`rss_…\`), in the same way.
2. Name the workspace to work in, by id or slug, in \`X-Rowseal-Workspace\`, request by request.
3. The data of your application is at \`POST /graphql\`, where GraphQL is served.

Every error is a problem document (RFC 9457), except of what OAuth has a form of its own for. Decide by its \`code\`; quote its \`instance\` when you ask for help: every answer has the same id in \`X-Request-Id\`. A path without the method
that was asked for answers \`405 method_not_allowed\`, and tells the methods it has in \`Allow\`.
`.trim(),
};

/** What operations are sorted by. */
export const TAGS: OpenAPIV3_1.TagObject[] = [
  { name: 'session', description: 'Log in, refresh, log out; see and end your sessions.' },
  { name: 'account', description: 'Register, see who you are, change your password.' },
  {
    name: 'personal access token',
    description: 'Tokens for scripts: of one user, for one workspace, with scopes and an expiry.',
  },
  { name: 'workspace', description: 'Create a workspace; change its name, slug and rules; delete and restore it.' },
  { name: 'member', description: 'See who belongs to a workspace; change roles, remove members, hand it on, leave.' },
  {
    name: 'service',
    description: 'Programs of a workspace that act for nobody: what they may do, and their keys.',
  },
  { name: 'webhook', description: 'Where a workspace has its events sent, and what became of each.' },
  { name: 'invitation', description: 'Invite people into a workspace by email or by a link; accept an invitation.' },
  {
    name: 'oauth',
    description:
      'The OAuth 2.1 and OpenID Connect server. Its endpoints for clients answer errors as RFC 6749 section 5.2 says.',
  },
  { name: 'graphql', description: 'The data of the application.' },
  { name: 'operations', description: 'Endpoints for load balancers and for verifiers of tokens.' },
];

/** What operations refer to, besides schemas. */
export const COMPONENTS = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'An access token (a JWT, RFC 9068), a personal access token (rsp_…) or a key of a service (rss_…).',
    },
    client: {
      type: 'http',
      scheme: 'basic',
      description: 'The id and the secret of an OAuth client, each form-encoded (RFC 6749 section 2.3.1).',
    },
    refreshCookie: {
      type: 'apiKey',
      in: 'cookie',
      name: COOKIE_NAME,
      description: 'The refresh token of a browser: HttpOnly, and accepted from pages of allowed origins only.',
    },
  },
  parameters: {
    Workspace: {
      name: 'X-Rowseal-Workspace',
      in: 'header',
      description:
        'The workspace to work in, by id or slug. A credential that is bound to a workspace needs no header, and accepts no other workspace. A slug that the workspace had until lately is understood too: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) then say since when it is a former one, and until when.',
      schema: schemaOf(workspaceName),
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      description:
        'The versions, in quotes, that what is changed may have: as lists say, and of the workspace and its rules the `ETag` of `GET /v1/workspace/settings`. Where it has another by now, the answer is 412 and nothing is changed (RFC 9110 section 13.1.1).',
      schema: { type: 'string', example: '"8e03978e40d543ddbc936894a57f9324"' },
    },
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'Any text that you have not used before, for a day. Sent again by the same credential with the same request, nothing is made once more: the answer names what was made, as it is now; where it held a secret, or is gone, the answer is `409 already_done` with its `id`.',
      schema: schemaOf(keySyntax),
    },
  },
  headers: {
    'Retry-After': {
      description:
        'Seconds to wait (RFC 9110). Absent where the outcome is unknown: repeating the request may do it twice',
      schema: { type: 'integer', minimum: 0 },
    },
    'WWW-Authenticate': {
      description: 'The challenge (RFC 6750; of OAuth clients, RFC 7617)',
      schema: { type: 'string' },
    },
    'Set-Cookie': { description: `${COOKIE_NAME}, where the transport is the cookie`, schema: { type: 'string' } },
  },
} satisfies OpenAPIV3_1.ComponentsObject;

function schemaOf(schema: z.ZodType): OpenAPIV3.SchemaObject {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { io: 'input', ...JSON_SCHEMA_OPTIONS });
  return plain as OpenAPIV3.SchemaObject;
}
