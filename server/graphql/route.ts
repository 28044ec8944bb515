import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { neededAuthentication } from '../http/needed-authentication.ts';
import { PROBLEMS, type ProblemCode } from '../http/problem.ts';
import { OF_BEARERS, OF_BODIES, OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import { BEARER } from '../http/route-contract.ts';

const query = z.string().meta({ examples: ['{ __typename }'] });

const Request = z.looseObject({
  query,
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** Of a trusted document, clients send the name. */
const TrustedRequest = Request.extend({ query: query.nullish() });

const Answer = z
  .looseObject({
    data: z.record(z.string(), z.unknown()).nullish(),
    errors: z
      .array(
        z.looseObject({
          message: z.string(),
          path: z.array(z.union([z.string(), z.int().min(0)])).optional(),
          extensions: z
            .looseObject({
              code: z
                .union([z.enum(Object.keys(PROBLEMS) as ProblemCode[]), z.string().regex(/^[5-9I-Z][0-9A-Z]{4}$/)])
                .optional()
                .describe('As in a Problem; or the SQLSTATE that the application has raised, with its message'),
              constraint: z.string().optional().describe('The constraint of the application that was violated'),
              ...neededAuthentication,
              field: z.string().optional().describe('The argument that the error is about, where it is about one'),
              retryAfter: z
                .int()
                .min(0)
                .optional()
                .describe('Seconds to wait, where the code is too_many_attempts or maintenance'),
              columns: z.array(z.string()).optional().describe('The columns of the constraint'),
            })
            .optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'GraphqlAnswer', description: 'A GraphQL answer; the error of a field has a problem code' });

const { 400: refused, ...refusals } = problems(...OF_BODIES, ...OF_BEARERS, ...OF_THE_DATABASE);

const RESPONSE = 'application/graphql-response+json';

const answers = {
  'application/json': { schema: Answer },
  [RESPONSE]: { schema: Answer },
};

/**
 * Settles what the answer's content type is, before PostGraphile's own reader of Accept can give up on one that is not well-formed. What was sent is
 * JSON, or there would be no body.
 *
 * @param request - to POST /graphql.
 */
export async function settleContentTypes({ raw }: FastifyRequest): Promise<void> {
  const { accept = '' } = raw.headers;
  if (!accept.includes(RESPONSE) && accept.includes('application/json')) raw.headers.accept = 'application/json';
  else delete raw.headers.accept;
  raw.headers['content-type'] = 'application/json';
}

/**
 * The contract of the route that PostGraphile serves.
 *
 * @param trusted - whether it serves trusted documents alone.
 */
export const graphqlRoute = (trusted: boolean) => ({
  operationId: 'graphql',
  summary: 'Query and change the data of the application',
  description:
    'GraphQL over HTTP. The schema is that of the database; a server in development answers introspection. Where the caller is refused, or the database ' +
    'cannot be reached, before anything ran, the answer is a problem document; where a field fails, its error is in `errors`, and so is the reason why a document was refused.',
  tags: ['graphql'],
  security: BEARER,
  body: trusted ? TrustedRequest : Request,
  response: {
    200: { description: 'The data requested, or errors of fields', content: answers },
    400: {
      description: `Not a GraphQL request, or:\n${refused?.description}`,
      content: { ...answers, ...refused?.content },
    },
    ...refusals,
  },
});
