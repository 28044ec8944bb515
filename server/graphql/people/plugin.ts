import type { Constraints } from '../database-errors.ts';
import { openCatalogue } from './catalogue.ts';
import type { Doors } from './mutation-declarations.ts';
import { mutationFields, registerMutations } from './payloads.ts';
import { type Prepared, prepare } from './prepared.ts';
import { registerQueries, viewerFields } from './queries.ts';
import { registerSubscriptions, subscriptionFields } from './subscriptions.ts';

declare global {
  namespace GraphileBuild {
    interface Inflection {
      /** The name of a type of Rowseal's own: with a prefix, because applications have types Workspace and Member too. */
      rowsealType(name: string): string;
      /** The name of a root field of Rowseal's own, where the application has one of that name. */
      rowsealField(name: string): string;
    }
    interface ScopeObject {
      isRowsealType?: boolean;
    }
    interface ScopeInputObject {
      isRowsealType?: boolean;
    }
    interface Build {
      rowseal?: Prepared;
    }
  }
}

/** What the part is made with. */
export interface PeopleOptions extends Doors {
  constraints: Constraints;
  /** Rows of a page of which nobody says how many. */
  page: number;
  /** What else makes the schema: its fields are there before these are named. */
  beside: readonly GraphileConfig.Preset[];
  /** Told which of its root fields has another name, because the application has one of that name. */
  onTaken?: ((name: string, instead: string) => void) | undefined;
}

/**
 * People and workspaces in GraphQL: `viewer`, `workspace`, a mutation for each function that changes them, and what happens, to subscribe to. Types, arguments and descriptions are
 * those of the functions in the database's catalogue; rows come from these functions alone.
 *
 * @param options - see {@link PeopleOptions}.
 */
export function people({
  constraints,
  page,
  beside: presets,
  onTaken,
  ...doors
}: PeopleOptions): GraphileConfig.Plugin[] {
  const catalogue = openCatalogue();
  /** Fields beside those that are there: what the application's are called, none of these is. */
  const beside = <T>(there: object, fields: readonly (readonly [string, T])[], { inflection }: GraphileBuild.Build) =>
    Object.fromEntries(
      fields.map(([name, field]) => {
        if (!(name in there)) return [name, field];
        const instead = inflection.rowsealField(name);
        onTaken?.(name, instead);
        return [instead, field];
      }),
    );
  return [
    catalogue.plugin,
    {
      name: 'RowsealPeople',
      inflection: {
        add: {
          rowsealType: (_options, name) => `Rowseal${name}`,
          rowsealField: (_options, name) => `rowseal${name[0]?.toUpperCase()}${name.slice(1)}`,
        },
      },
      schema: {
        hooks: {
          build: (build) =>
            build.extend(build, { rowseal: prepare({ doors, catalogue, constraints }) }, 'RowsealPeople'),
          init: {
            after: ['Cursor', 'PgCodecs'],
            callback(memo, build) {
              const prepared = preparedOf(build);
              registerQueries(build, prepared, page);
              registerMutations(build, prepared);
              registerSubscriptions(build, prepared);
              return memo;
            },
          },
          GraphQLObjectType_fields: {
            after: presets.flatMap(pluginsOf),
            callback(fields, build, { scope }) {
              if (!(scope.isRootQuery || scope.isRootMutation || scope.isRootSubscription)) return fields;
              const prepared = preparedOf(build);
              const ours = scope.isRootQuery
                ? beside(fields, Object.entries(viewerFields(build, prepared)), build)
                : scope.isRootMutation
                  ? beside(fields, mutationFields(build, prepared), build)
                  : beside(fields, Object.entries(subscriptionFields(build, prepared)), build);
              return build.extend(fields, ours, 'RowsealPeople');
            },
          },
        },
      },
    },
  ];
}

/** The names of the plugins of a preset, and of those that it extends. */
function pluginsOf({ plugins = [], extends: base = [] }: GraphileConfig.Preset): string[] {
  return [...plugins.map(({ name }) => name), ...base.flatMap(pluginsOf)];
}

function preparedOf({ rowseal }: { rowseal?: Prepared }): Prepared {
  if (!rowseal) throw new Error('the part of people was not prepared');
  return rowseal;
}
