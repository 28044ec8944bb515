import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { ProblemCode } from '#server/http/problem.ts';
import type { OAuthErrorCode } from '#server/oauth/errors.ts';
import type { Answer } from './demo-app.ts';

/** A JSON Schema of the document, read as data. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** What an answer that is an error says: of a problem document the code, of an OAuth body the error. */
export type ErrorCode = ProblemCode | OAuthErrorCode;

/** An operation as the document tells of it. */
export interface Operation {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its parameters in braces. */
  path: string;
  /** Whether it is for bearers of a token. */
  bearer: boolean;
  /** Whether it reads the refresh cookie. */
  cookie: boolean;
  parameters: { name: string; in: string; required: boolean; schema: JsonSchema }[];
  body: { required: boolean; type: string; schema: JsonSchema } | undefined;
  tags: string[];
  summary: string | undefined;
  /** The statuses of its responses that are no errors. */
  successes: number[];
  /** What its error responses say, by status. */
  errors: { status: number; code: ErrorCode }[];
  /** Which answers do not keep to the document; undefined: this one does. */
  fault(answer: Answer): string | undefined;
}

/**
 * Reads the operations of an OpenAPI document.
 *
 * @param document - what GET /v1/openapi.json answers.
 */
export function operationsOf(document: OpenAPIV3_1.Document): Operation[] {
  // Hundreds of schemas refer to a few, and each is asked a few times.
  const ajv = new Ajv2020({ strict: false, allErrors: false, inlineRefs: false, code: { optimize: false } });
  addFormats.default(ajv);
  ajv.addSchema(document as object, 'api');
  const paths = Object.entries(document.paths ?? {});
  return paths.flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) =>
      operationOf(document, ajv, path, method, operation as OpenAPIV3_1.OperationObject),
    ),
  );
}

function operationOf(
  document: OpenAPIV3_1.Document,
  ajv: Ajv2020,
  path: string,
  method: string,
  operation: OpenAPIV3_1.OperationObject,
): Operation {
  const takes = (scheme: string) => operation.security?.some((requirement) => scheme in requirement) ?? false;
  const body = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined;
  const responses = Object.entries(operation.responses ?? {}) as [string, OpenAPIV3_1.ResponseObject][];
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (status: string, type: string) => {
    const key = [path, method, 'responses', status, 'content', type, 'schema'].map(pointerPart).join('/');
    const known = validators.get(key) ?? ajv.compile({ $ref: `api#/paths/${key}` });
    validators.set(key, known);
    return known;
  };
  return {
    id: operation.operationId ?? `${method} ${path}`,
    method: method.toUpperCase() as Operation['method'],
    path,
    bearer: takes('bearer'),
    cookie: takes('refreshCookie'),
    parameters: (operation.parameters ?? []).map((parameter) => {
      const { name, in: place, required = false, schema } = resolve(document, parameter) as OpenAPIV3_1.ParameterObject;
      return { name, in: place, required, schema: schema as JsonSchema };
    }),
    body: body && bodyOf(body),
    tags: operation.tags ?? [],
    summary: operation.summary,
    successes: responses.map(([status]) => Number(status)).filter((status) => status < 400),
    errors: responses.flatMap(([status, response]) =>
      codesOf(response).map((code) => ({ status: Number(status), code })),
    ),
    fault: ({ status, headers, body }) => {
      const response = operation.responses?.[status] as OpenAPIV3_1.ResponseObject | undefined;
      if (!response) return `the status ${status} is not documented`;
      const type = String(headers['content-type'] ?? '').split(';')[0] ?? '';
      if (!response.content) return body === '' ? undefined : 'no body is documented';
      if (!response.content[type]) return `${status} with ${type || 'no content type'} is not documented`;
      for (const name of Object.keys(response.headers ?? {})) {
        const isThere = headers[name.toLowerCase()] !== undefined;
        // A page does not carry the code, so that any of 503 may lack it.
        const isUnknown = (body.code ?? body.error) === 'outcome_unknown';
        if (name === 'Retry-After' && isUnknown && isThere) return 'what may have been done is to be tried again';
        const isOptional = name === 'Set-Cookie' || (name === 'Retry-After' && (isUnknown || type === 'text/html'));
        if (!isOptional && !isThere) return `the header ${name} is missing`;
      }
      const validate = validatorOf(String(status), type);
      return validate(body) ? undefined : `${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`;
    },
  };
}

function bodyOf({ required = false, content }: OpenAPIV3_1.RequestBodyObject): NonNullable<Operation['body']> {
  const [[type, media] = ['', undefined]] = Object.entries(content);
  return { required, type, schema: media?.schema as JsonSchema };
}

interface Enumerated {
  properties?: Record<string, { enum?: ErrorCode[] }>;
}

function codesOf({ content }: OpenAPIV3_1.ResponseObject): ErrorCode[] {
  const problem = content?.['application/problem+json']?.schema as { allOf?: Enumerated[] } | undefined;
  const oauth = content?.['application/json']?.schema as Enumerated | undefined;
  return [
    ...(problem?.allOf?.flatMap(({ properties }) => properties?.['code']?.enum ?? []) ?? []),
    ...(oauth?.properties?.['error']?.enum ?? []),
  ];
}

function resolve(document: OpenAPIV3_1.Document, value: object): unknown {
  if (!('$ref' in value)) return value;
  const parts = String(value.$ref).slice(2).split('/');
  return parts.reduce<unknown>((here, part) => (here as Record<string, unknown>)[part], document);
}

function pointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
