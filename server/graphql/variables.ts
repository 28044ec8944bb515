import { z } from 'zod';
import { isExposable } from './schemas.ts';
import { DOCUMENT_DEFAULTS, type DocumentLimits, type StreamLimits } from './settings.ts';

const { limits, streams } = DOCUMENT_DEFAULTS;
const atMost = (limit: number, largest: number) => z.coerce.number().int().min(1).max(largest).default(limit);

/** The environment variables of GraphQL, for the configuration. */
export const GRAPHQL_VARIABLES = {
  ROWSEAL_EXPOSE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*(,[a-z_][a-z0-9_]*)*$/, 'must be schema names, separated by commas')
    .transform((names) => names.split(','))
    .refine((names) => names.every(isExposable), 'must not name schemas of Rowseal, Graphile or PostgreSQL')
    .optional(),
  ROWSEAL_GRAPHQL: z.enum(['on', 'off']).optional(),
  ROWSEAL_GRAPHQL_MAX_BYTES: atMost(limits.bytes, 100_000),
  ROWSEAL_GRAPHQL_MAX_DEPTH: atMost(limits.depth, 100),
  ROWSEAL_GRAPHQL_MAX_ALIASES: atMost(limits.aliases, 10_000),
  ROWSEAL_GRAPHQL_MAX_FIELDS: atMost(limits.fields, 10_000),
  ROWSEAL_GRAPHQL_MAX_PAGE: atMost(limits.page, 1_000_000),
  ROWSEAL_GRAPHQL_MAX_VALUES: atMost(limits.values, 10_000_000),
  ROWSEAL_GRAPHQL_MAX_ARGUMENT_BYTES: atMost(limits.argumentBytes, 10_000_000),
  ROWSEAL_GRAPHQL_CACHE_MB: atMost(DOCUMENT_DEFAULTS.cacheBytes / 1_000_000, 10_000),
  ROWSEAL_GRAPHQL_SHORTCUTS: z.enum(['on', 'off']).default('on'),
  ROWSEAL_GRAPHQL_INTROSPECTION: z.enum(['on', 'off']).optional(),
  ROWSEAL_GRAPHQL_DOCUMENTS: z.string().min(1).optional(),
  ROWSEAL_GRAPHQL_PEOPLE: z.enum(['on', 'off']).default('on'),
  ROWSEAL_GRAPHQL_PRESET: z.string().min(1).optional(),
  ROWSEAL_STREAMS: atMost(streams.total, 100_000),
  ROWSEAL_STREAMS_EACH: atMost(streams.each, 100_000),
} as const;

/** What GraphQL documents may cost, and what is served for them. */
export interface DocumentConfiguration {
  limits: DocumentLimits;
  cacheBytes: number;
  shortcuts: boolean;
  introspection: boolean;
  /** Holds the only ones to serve; undefined: any. */
  folder: string | undefined;
  /** Whether people and workspaces are served. */
  people: boolean;
  /** How many subscriptions may be open. */
  streams: StreamLimits;
  /** A module with a preset of the application; undefined: none. */
  preset: string | undefined;
}

type Variables = z.output<z.ZodObject<typeof GRAPHQL_VARIABLES>>;

/**
 * Reads how documents are served.
 *
 * @param data - what {@link GRAPHQL_VARIABLES} have made of the environment.
 * @param development - whether the schema is told unless somebody says otherwise.
 */
export function documentConfiguration(data: Variables, development: boolean): DocumentConfiguration {
  return {
    limits: {
      bytes: data.ROWSEAL_GRAPHQL_MAX_BYTES,
      depth: data.ROWSEAL_GRAPHQL_MAX_DEPTH,
      aliases: data.ROWSEAL_GRAPHQL_MAX_ALIASES,
      fields: data.ROWSEAL_GRAPHQL_MAX_FIELDS,
      page: data.ROWSEAL_GRAPHQL_MAX_PAGE,
      order: limits.order,
      values: data.ROWSEAL_GRAPHQL_MAX_VALUES,
      argumentBytes: data.ROWSEAL_GRAPHQL_MAX_ARGUMENT_BYTES,
      identifier: limits.identifier,
    },
    cacheBytes: data.ROWSEAL_GRAPHQL_CACHE_MB * 1_000_000,
    shortcuts: data.ROWSEAL_GRAPHQL_SHORTCUTS === 'on',
    introspection: data.ROWSEAL_GRAPHQL_INTROSPECTION ? data.ROWSEAL_GRAPHQL_INTROSPECTION === 'on' : development,
    folder: data.ROWSEAL_GRAPHQL_DOCUMENTS,
    people: data.ROWSEAL_GRAPHQL_PEOPLE === 'on',
    streams: { total: data.ROWSEAL_STREAMS, each: data.ROWSEAL_STREAMS_EACH },
    preset: data.ROWSEAL_GRAPHQL_PRESET,
  };
}

/**
 * Whether GraphQL is to be served; undefined: nobody said anything.
 *
 * @param data - what {@link GRAPHQL_VARIABLES} have made of the environment.
 */
export function isGraphqlWanted(data: Variables): boolean | undefined {
  if (data.ROWSEAL_GRAPHQL) return data.ROWSEAL_GRAPHQL === 'on';
  const asked = data.ROWSEAL_EXPOSE ?? data.ROWSEAL_GRAPHQL_DOCUMENTS ?? data.ROWSEAL_GRAPHQL_PRESET;
  return asked === undefined ? undefined : true;
}
