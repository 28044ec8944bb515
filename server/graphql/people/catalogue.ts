import type { Introspection, PgProc, PgType } from 'postgraphile/graphile-build-pg/pg-introspection';

/** A type of PostgreSQL, or an array of one, by its name in the catalogue. */
export interface SqlType {
  name: string;
  isArray: boolean;
}

/** A column of what a function returns. */
export interface SqlColumn {
  name: string;
  type: SqlType;
}

/** An argument of a function. */
export interface SqlParameter extends SqlColumn {
  isRequired: boolean;
}

/** A function of Rowseal as the catalogue has it. */
export interface SqlFunction {
  schema: string;
  name: string;
  /** What its comment says before `Caller:`, `Returns:` and the like, with the names that GraphQL has. */
  description: string;
  parameters: readonly SqlParameter[];
  /** Of the rows that it returns; none where it returns a single value. */
  columns: readonly SqlColumn[];
  returns: SqlType;
}

/** What the database's catalogue says of Rowseal's own functions and tables. */
export interface Catalogue {
  /** Reads it when PostGraphile reads the catalogue. */
  plugin: GraphileConfig.Plugin;
  /**
   * A function by its name; of those with one name, the one with the most arguments.
   *
   * @throws Error where there is none.
   */
  functionNamed(schema: string, name: string): SqlFunction;
  /** The comment of a column, of the first of some tables (`schema.table`) that has one. */
  columnComment(tables: readonly string[], column: string): string | undefined;
}

const OURS = /^rowseal(_private|_audit)?$/;

/** Knows nothing yet. */
export function openCatalogue(): Catalogue {
  const functions = new Map<string, SqlFunction>();
  const comments = new Map<string, string>();
  return {
    plugin: {
      name: 'RowsealCatalogue',
      gather: {
        hooks: {
          pgIntrospection_introspection(_info, { introspection }) {
            readFunctions(introspection, functions);
            readComments(introspection, comments);
          },
        },
      },
    },
    functionNamed(schema, name) {
      const found = functions.get(`${schema}.${name}`);
      if (!found) throw new Error(`the database has no function ${schema}.${name}: run "rowseal migrate"`);
      return found;
    },
    columnComment: (tables, column) =>
      tables.map((table) => comments.get(`${table}.${column}`)).find((comment) => comment !== undefined),
  };
}

function readFunctions({ procs, types }: Introspection, functions: Map<string, SqlFunction>): void {
  const byOid = new Map(types.map((type) => [type._id, type]));
  for (const proc of procs) {
    const schema = proc.getNamespace()?.nspname ?? '';
    if (!OURS.test(schema)) continue;
    const name = `${schema}.${proc.proname}`;
    const made = functionOf(proc, schema, byOid);
    if (made.parameters.length >= (functions.get(name)?.parameters.length ?? 0)) functions.set(name, made);
  }
}

function functionOf(proc: PgProc, schema: string, types: ReadonlyMap<string, PgType>): SqlFunction {
  const { proname, proargmodes, proargnames, prorettype, pronargs, pronargdefaults } = proc;
  const typeOf = (oid: string): SqlType => {
    const name = types.get(oid)?.typname ?? '';
    return name.startsWith('_') ? { name: name.slice(1), isArray: true } : { name, isArray: false };
  };
  const all = (proc.proallargtypes ?? proc.proargtypes ?? []).map((oid, n) => ({
    mode: proargmodes?.[n] ?? 'i',
    name: proargnames?.[n] ?? '',
    type: typeOf(oid),
  }));
  const required = (pronargs ?? 0) - (pronargdefaults ?? 0);
  return {
    schema,
    name: proname,
    description: descriptionIn(proc.getDescription() ?? ''),
    parameters: all
      .filter(({ mode }) => mode === 'i')
      .map(({ name, type }, n) => ({ name, type, isRequired: n < required })),
    columns: all.filter(({ mode }) => mode === 't' || mode === 'o').map(({ name, type }) => ({ name, type })),
    returns: typeOf(prorettype),
  };
}

function readComments({ classes }: Introspection, comments: Map<string, string>): void {
  for (const table of classes) {
    const schema = table.getNamespace()?.nspname ?? '';
    if (!OURS.test(schema)) continue;
    for (const column of table.getAttributes()) {
      const comment = column.getDescription();
      if (comment) comments.set(`${schema}.${table.relname}.${column.attname}`, descriptionIn(comment));
    }
  }
}

/** How the pages of a list are asked for in SQL. */
const PAGING =
  /,? a page at a time(: after is [^.]*?1 to 1000)?(?=[.,])|(?<=^|\. )A page at a time: [^.]*?1 to 1000\. ?/g;

/**
 * What a comment of the database says to clients.
 *
 * @param comment - of a function or a column, in the form that db/CONVENTIONS.md has.
 */
export function descriptionIn(comment: string): string {
  const [purpose = ''] = comment.split(/\n(?:Caller|Returns|Errors|Source):/);
  return purpose
    .replaceAll(/\s+/g, ' ')
    .replaceAll(PAGING, '')
    .split(/(?<=\.) /)
    .filter((sentence) => !sentence.includes('page_size'))
    .join(' ')
    .replaceAll(/\browseal\.([a-z_]+)/g, '$1')
    .replaceAll(/(?<![.a-z_])[a-z]+(?:_[a-z]+)+(?![a-z_(])/g, camelCase)
    .trim();
}

/**
 * The name of a column or an argument in GraphQL, as PostGraphile's own names are made: `id` is the node id there.
 *
 * @param name - in the database.
 */
export function nameInGraphql(name: string): string {
  return name === 'id' ? 'rowId' : camelCase(name);
}

/**
 * A name of SQL as names are written in GraphQL.
 *
 * @param name - such as set_member_role.
 */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
