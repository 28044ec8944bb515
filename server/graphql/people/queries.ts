import { connection, constant, type FieldArgs, lambda, object, type Step } from 'postgraphile/grafast';
import type { GraphQLInputType } from 'postgraphile/graphql';
import { Problem } from '../../http/problem.ts';
import { blame } from './blamed-arguments.ts';
import { nameInGraphql } from './catalogue.ts';
import { VIEWER, WORKSPACE } from './lists.ts';
import type { Prepared, PreparedList } from './prepared.ts';
import { described, fieldsOf, graphqlTypeOf, registerShape } from './shapes.ts';
import { CallStep, PageStep } from './steps.ts';

/** Functions answer with a thousand rows at most, of which one says whether there are more. */
const LARGEST_PAGE = 999;
const NOTHING = Object.freeze({});
/** Of the workspaces that `rowseal.me` tells too, as few as can be. */
const ONE = Object.freeze({ page_size: 1 });

/**
 * Registers the types of what is read.
 *
 * @param build - of the schema.
 * @param prepared - what is served.
 * @param page - rows of a page of which nobody says how many.
 */
export function registerQueries(build: GraphileBuild.Build, prepared: Prepared, page: number): void {
  const { me, settings, policy, lists } = prepared;
  for (const { node } of lists) {
    registerShape(build, node);
    build.registerCursorConnection({
      typeName: build.inflection.rowsealType(node.type),
      scope: { isRowsealType: true },
      nonNullNode: true,
    });
  }
  registerShape(build, settings.shape);
  registerShape(build, policy.shape);
  const listsOn = (type: string) =>
    Object.fromEntries(
      lists
        .filter(({ declared }) => declared.on === type)
        .map((list) => [list.declared.field, listField(build, list, page)]),
    );
  build.registerObjectType(
    build.inflection.rowsealType('Viewer'),
    { isRowsealType: true },
    () => ({ description: me.description, fields: () => ({ ...fieldsOf(build, VIEWER), ...listsOn('Viewer') }) }),
    'RowsealPeople: Viewer',
  );
  build.registerObjectType(
    build.inflection.rowsealType('Workspace'),
    { isRowsealType: true },
    () => ({
      fields: () => ({
        ...fieldsOf(build, WORKSPACE),
        settings: {
          description: settings.shape.description,
          type: build.getOutputTypeByName(build.inflection.rowsealType(settings.shape.type)),
          plan: () => new CallStep(settings.call, constant(NOTHING)),
        },
        policy: {
          description: policy.shape.description,
          type: build.getOutputTypeByName(build.inflection.rowsealType(policy.shape.type)),
          plan: () => new CallStep(policy.call, constant(NOTHING)),
        },
        ...listsOn('Workspace'),
      }),
    }),
    'RowsealPeople: Workspace',
  );
}

/**
 * The fields `viewer` and `workspace`, of the query and of what mutations answer with.
 *
 * @param build - of the schema.
 * @param prepared - what is served.
 */
export function viewerFields(build: GraphileBuild.Build, { me }: Prepared) {
  const field = (type: string, description: string, of: (me: Me) => unknown) => ({
    description,
    type: build.getOutputTypeByName(build.inflection.rowsealType(type)),
    plan: () => lambda(new CallStep(me.call, constant(ONE)), (value) => (value ? of(value as Me) : null), true),
  });
  return {
    viewer: field(
      'Viewer',
      'Who the credential of the request acts for; null: a service, which acts for nobody.',
      (me) => (me.user ? { ...me.user, session_id: me.session_id } : null),
    ),
    workspace: field('Workspace', 'The workspace that the request has entered; null: none.', ({ workspace }) =>
      workspace
        ? { ...workspace, viewer_role: workspace.role, viewer_roles: workspace.roles, viewer_scopes: workspace.scopes }
        : null,
    ),
  };
}

/** What `rowseal.me` answers with, as far as it is read here. */
interface Me {
  user: object | null;
  session_id: string;
  workspace: { role: string | null; roles: string[] | null; scopes: string[] } | null;
}

function listField(build: GraphileBuild.Build, { node, description, parameters, list }: PreparedList, page: number) {
  const { inflection, graphql } = build;
  const typed = parameters.map(({ name, type }) => {
    return [nameInGraphql(name), { type: graphqlTypeOf(build, type, 'input') as GraphQLInputType }] as const;
  });
  return {
    ...described({ description }),
    type: build.getOutputTypeByName(inflection.connectionType(inflection.rowsealType(node.type))),
    args: {
      first: { description: 'Only the first so many.', type: graphql.GraphQLInt },
      after: {
        description: 'Only those after this cursor.',
        type: build.getInputTypeByName(inflection.builtin('Cursor')),
      },
      ...Object.fromEntries(typed),
    },
    plan: (_: Step, args: FieldArgs) => {
      const given = parameters.map(({ name }) => [name, args.getRaw(nameInGraphql(name))] as const);
      const $connection = connection(new PageStep(list, object(Object.fromEntries(given))));
      $connection.setFirst(lambda(args.getRaw('first'), (first) => sizeOf(first, page), true));
      $connection.setAfter(args.getRaw('after'));
      return $connection;
    },
  };
}

function sizeOf(first: unknown, page: number): number {
  const size = typeof first === 'number' ? first : page;
  if (size >= 0) return Math.min(size, LARGEST_PAGE);
  const error = new Problem('invalid_input');
  blame(error, 'first');
  throw error;
}
