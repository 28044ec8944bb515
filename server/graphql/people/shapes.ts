import { TYPES } from 'postgraphile/@dataplan/pg';
import { access, lambda, type Step } from 'postgraphile/grafast';
import type { GraphQLOutputType } from 'postgraphile/graphql';
import { type Catalogue, nameInGraphql, type SqlFunction, type SqlType } from './catalogue.ts';
import { intervalIn } from './intervals.ts';
import { type Batch, BatchStep } from './steps.ts';

/** A type of GraphQL whose values are objects as the database makes JSON of them. */
export interface Shape {
  /** Its name, without the prefix. */
  type: string;
  description?: string;
  fields: readonly ShapeField[];
}

/** A member of a {@link Shape}. */
export interface ShapeField {
  /** In the JSON of the database. */
  column: string;
  type: SqlType | Shape;
  /** Whether it holds several of a shape. */
  isList?: boolean;
  isNullable: boolean;
  /** Whether it is all that there is, and no member of it. */
  isWhole?: boolean;
  /** Where it comes from by the id of the row, if not with it. */
  batch?: Batch;
  description?: string | undefined;
}

/** What is said of the columns of a function beside their types. */
export interface Columns {
  /** Those that may be null. */
  nullable?: readonly string[];
  /** Tables (`schema.table`) whose comments describe columns of the same name. */
  tables?: readonly string[];
  /** Those that hold objects. */
  objects?: Readonly<Record<string, Shape>>;
  /** Those that are no fields. */
  hidden?: readonly string[];
}

/**
 * The shape of the rows of a function.
 *
 * @param type - its name, without the prefix.
 * @param called - the function.
 * @param said - of its columns.
 * @param catalogue - for their comments.
 */
export function shapeOf(
  type: string,
  called: SqlFunction,
  { nullable = [], tables = [], objects = {}, hidden = [] }: Columns,
  catalogue: Pick<Catalogue, 'columnComment'>,
): Shape {
  const fields = called.columns
    .filter(({ name }) => !hidden.includes(name))
    .map(({ name, type: columnType }) => ({
      column: name,
      type: objects[name] ?? columnType,
      isNullable: nullable.includes(name),
      description: catalogue.columnComment(tables, name),
    }));
  return { type, fields };
}

/** A shape that no function returns as rows, by the types of its columns; `?`: may be null, `[]`: an array. */
export function shape(
  type: string,
  columns: Readonly<Record<string, string | Shape>>,
  more: Partial<Shape> = {},
): Shape {
  const fields = Object.entries(columns).map(([column, written]): ShapeField => {
    if (typeof written !== 'string') return { column, type: written, isNullable: true };
    const [, name = '', brackets, mark] = /^(\w+)(\[\])?(\?)?$/.exec(written) ?? [];
    return { column, type: { name, isArray: brackets !== undefined }, isNullable: mark !== undefined };
  });
  return { type, fields, ...more };
}

/** What PostgreSQL's types are called by PostGraphile. */
const CODECS = {
  uuid: TYPES.uuid,
  text: TYPES.text,
  timestamptz: TYPES.timestamptz,
  interval: TYPES.interval,
  int4: TYPES.int,
  bool: TYPES.boolean,
  jsonb: TYPES.jsonb,
  cidr: TYPES.cidr,
  inet: TYPES.inet,
} as const;

/**
 * What a type of PostgreSQL is in GraphQL.
 *
 * @param build - of the schema.
 * @param type - of a column or an argument.
 * @param variant - whether it is read or given.
 */
export function graphqlTypeOf<V extends 'input' | 'output'>(build: GraphileBuild.Build, type: SqlType, variant: V) {
  const { GraphQLList, GraphQLNonNull } = build.graphql;
  const codec = CODECS[type.name as keyof typeof CODECS];
  const found = codec && build.getGraphQLTypeByPgCodec(codec, variant);
  if (!found) throw new Error(`no type of GraphQL is known for the type ${type.name} of PostgreSQL`);
  return type.isArray ? new GraphQLList(new GraphQLNonNull(found)) : found;
}

/**
 * Registers a shape, and the shapes within it.
 *
 * @param build - of the schema.
 * @param made - the shape.
 */
export function registerShape(build: GraphileBuild.Build, made: Shape): void {
  const name = build.inflection.rowsealType(made.type);
  if (build.getTypeMetaByName(name)) return;
  for (const { type } of made.fields) if ('fields' in type) registerShape(build, type);
  build.registerObjectType(
    name,
    { isRowsealType: true },
    () => ({ ...described(made), fields: () => fieldsOf(build, made) }),
    `RowsealPeople: ${made.type}`,
  );
}

/**
 * The fields of a shape.
 *
 * @param build - of the schema.
 * @param made - the shape.
 */
export function fieldsOf(build: GraphileBuild.Build, { fields }: Shape) {
  const { GraphQLNonNull } = build.graphql;
  return Object.fromEntries(
    fields.map((field) => {
      const type = outputTypeOf(build, field);
      return [
        nameInGraphql(field.column),
        {
          ...described(field),
          type: field.isNullable ? type : new GraphQLNonNull(type),
          plan: ($row: Step) => fieldValue($row, field),
        },
      ];
    }),
  );
}

function outputTypeOf(build: GraphileBuild.Build, { type, isList }: ShapeField): GraphQLOutputType {
  if (!('fields' in type)) return graphqlTypeOf(build, type, 'output') as GraphQLOutputType;
  const { GraphQLList, GraphQLNonNull } = build.graphql;
  const named = build.getOutputTypeByName(build.inflection.rowsealType(type.type));
  return isList ? new GraphQLList(new GraphQLNonNull(named)) : named;
}

function fieldValue($row: Step, { column, type, isWhole, batch }: ShapeField): Step {
  if (batch) return new BatchStep(batch, access($row, 'id'));
  const $value = isWhole ? $row : access($row, column);
  return 'fields' in type || type.name !== 'interval'
    ? $value
    : lambda($value, (text) => (typeof text === 'string' ? intervalIn(text) : null), true);
}

/**
 * A description, where there is one.
 *
 * @param described - what may have it.
 */
export const described = ({ description }: { description?: string | undefined }) =>
  description ? { description } : {};
