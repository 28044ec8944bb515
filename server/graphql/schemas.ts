/** Schemas of Rowseal, of what it works with and of PostgreSQL itself: what they hold is not for GraphQL. */
const NOT_FOR_GRAPHQL = /^(rowseal|rowseal_.*|information_schema|graphile_.*|pg_.*)$/;

/**
 * Whether a schema may be exposed.
 *
 * @param name - of a schema of the database.
 */
export function isExposable(name: string): boolean {
  return !NOT_FOR_GRAPHQL.test(name);
}

/**
 * Ends the start of a server that is to expose a schema which is not there, instead of serving less than it was told to.
 *
 * @param schemas - to expose.
 */
export function schemasThatExist(schemas: string[]): GraphileConfig.Plugin {
  return {
    name: 'RowsealSchemasThatExist',
    gather: {
      hooks: {
        pgIntrospection_introspection(_info, { introspection }) {
          const existing = new Set(introspection.namespaces.map(({ nspname }) => nspname));
          for (const schema of schemas) {
            if (!isExposable(schema)) throw new Error(`the schema ${schema} is not for GraphQL`);
            if (!existing.has(schema)) throw new Error(`the database has no schema ${schema}: see ROWSEAL_EXPOSE`);
          }
        },
      },
    },
  };
}
