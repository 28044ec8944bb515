import type { FastifyBaseLogger } from 'fastify';
import { isSafeError } from 'postgraphile/grafast';
import type { Introspection } from 'postgraphile/graphile-build-pg/pg-introspection';
import { GraphQLError } from 'postgraphile/graphql';
import { refusalOf } from '../http/application-errors.ts';
import { type ProblemCode, problemOf, titleOf } from '../http/problem.ts';
import { loggable } from '../observability/logging.ts';
import { blamedArgument } from './people/blamed-arguments.ts';

/** A value that a constraint does not allow, or that conflicts with another row. */
const VIOLATION = /^(23|44)/;

/** What is over after a time that is said. */
const WAITED_FOR: ReadonlySet<ProblemCode> = new Set(['too_many_attempts', 'maintenance']);

/** The columns of each constraint and unique index, by schema, table and name. */
export interface Constraints {
  /** Reads them when PostGraphile reads the catalogue. */
  plugin: GraphileConfig.Plugin;
  columnsOf(schema: string, table: string, name: string): readonly string[];
}

/**
 * Knows which columns constraints are about.
 *
 * @param schemas - that are exposed: nothing is known of others.
 */
export function openConstraints(schemas: readonly string[]): Constraints {
  let columns = new Map<string, readonly string[]>();
  return {
    plugin: {
      name: 'RowsealConstraints',
      gather: {
        hooks: {
          pgIntrospection_introspection(_info, { introspection }) {
            columns = columnsOfConstraints(introspection, schemas);
          },
        },
      },
    },
    columnsOf: (...place) => columns.get(JSON.stringify(place)) ?? [],
  };
}

function columnsOfConstraints({ classes }: Introspection, schemas: readonly string[]) {
  const exposed = classes.filter((table) => schemas.includes(table.getNamespace()?.nspname ?? ''));
  return new Map(
    exposed.flatMap((table) => {
      const place = [table.getNamespace()?.nspname, table.relname];
      const indexes = table.getIndexes().filter((index) => index.indisunique);
      return [
        ...indexes.map((index) => [index.getIndexClass()?.relname, index.getKeys()] as const),
        ...table.getConstraints().map((constraint) => [constraint.conname, constraint.getAttributes() ?? []] as const),
      ].map(([name, attributes]) => {
        const named = attributes.flatMap((attribute) => (attribute ? [attribute.attname] : []));
        return [JSON.stringify([...place, name]), named] as const;
      });
    }),
  );
}

/** What errors of fields are told by. */
export interface ErrorMask {
  log: FastifyBaseLogger;
  /** Whose objects may be named. */
  schemas: readonly string[];
  constraints: Constraints;
}

/**
 * What is told of an error that came from below: its problem code, and nothing of its text. Only what an application raised for its callers is told
 * as it is, and of a constraint in a schema that is exposed the name and the columns; never a value, which PostgreSQL puts into the detail.
 *
 * @param error - as GraphQL has it.
 * @param mask - what it is told by.
 */
export function maskError(error: GraphQLError, { log, schemas, constraints }: ErrorMask): GraphQLError {
  const { originalError } = error;
  if (!originalError || originalError instanceof GraphQLError || isSafeError(originalError)) return error;
  const { nodes = null, source = null, positions = null, path = null } = error;
  const told = (message: string, extensions: Record<string, unknown>) =>
    new GraphQLError(message, { nodes, source, positions, path, extensions });
  const raised = originalError as Error & Raised;
  const state = 'severity' in raised && typeof raised.code === 'string' ? raised.code : '';
  const refusal = refusalOf(originalError);
  if (refusal) return told(refusal.message, { code: refusal.code });
  const { code, more, retryAfter } = problemOf(originalError);
  if (code === 'internal') log.error({ error: loggable(originalError) }, 'GraphQL field failed');
  const isNamed = VIOLATION.test(state) && schemas.includes(raised.schema ?? '');
  const field = blamedArgument(originalError);
  return told(titleOf(code), {
    code,
    ...more,
    ...(field === undefined ? {} : { field }),
    ...(WAITED_FOR.has(code) && retryAfter !== undefined ? { retryAfter } : {}),
    ...(isNamed ? violated(raised, constraints) : {}),
  });
}

/** What PostgreSQL says of an error beside its message. */
interface Raised {
  code?: unknown;
  schema?: string;
  table?: string;
  column?: string;
  constraint?: string;
}

function violated({ schema = '', table = '', column, constraint }: Raised, { columnsOf }: Constraints) {
  const columns = column === undefined ? columnsOf(schema, table, constraint ?? '') : [column];
  return { ...(constraint === undefined ? {} : { constraint }), ...(columns.length > 0 ? { columns } : {}) };
}
