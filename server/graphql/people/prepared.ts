import type { Constraints } from '../database-errors.ts';
import { type Call, evaluated, openCalls } from './calls.ts';
import type { Catalogue, SqlFunction, SqlParameter } from './catalogue.ts';
import type { EventSource } from './event-feed.ts';
import { LISTS, type ListDeclaration } from './lists.ts';
import type { Doors, MutationDeclaration } from './mutation-declarations.ts';
import { MUTATIONS } from './mutations.ts';
import { type Shape, type ShapeField, shapeOf } from './shapes.ts';
import type { PagedList } from './steps.ts';

/** A list, its type and how it is read. */
export interface PreparedList {
  declared: ListDeclaration;
  description: string;
  node: Shape;
  parameters: readonly SqlParameter[];
  list: PagedList;
}

/** A mutation, its arguments and how it is called. */
export interface PreparedMutation {
  declared: MutationDeclaration;
  called: SqlFunction;
  parameters: readonly SqlParameter[];
  call: Call;
}

/** All that is served, in the terms of the database that serves it. */
export interface Prepared {
  me: SqlFunction & { call: Call };
  settings: { shape: Shape; call: Call };
  policy: { shape: Shape; call: Call };
  lists: readonly PreparedList[];
  mutations: readonly PreparedMutation[];
  /** What happens, as it happens. */
  events: { node: Shape; source: EventSource };
}

/** What preparing takes. */
export interface Preparing {
  doors: Doors;
  catalogue: Catalogue;
  constraints: Constraints;
}

/**
 * Looks up every function that is declared.
 *
 * @param options - see {@link Preparing}.
 * @throws Error where the database has one not.
 */
export function prepare({ doors, catalogue, constraints }: Preparing): Prepared {
  const calls = openCalls(doors.gateway);
  const find = (name: string, schema = 'rowseal') => catalogue.functionNamed(schema, name);

  const listOf = (declared: ListDeclaration): PreparedList => {
    const called = find(declared.function, declared.schema);
    const { node, nodes, columns = {}, key } = declared;
    const rows = calls.rows(called);
    const page: PagedList['page'] = nodes
      ? async (entry, given) => nodes(await rows(entry, given))
      : (entry, given) => rows(entry, given);
    const shape = declared.shape ?? shapeOf(node, called, columns, catalogue);
    return {
      declared,
      description: called.description,
      node: { ...shape, fields: [...shape.fields, ...alsoOf(declared)], description: called.description },
      parameters: called.parameters.filter(({ name }) => declared.arguments?.includes(name)),
      list: { page, name: declared.field, key },
    };
  };

  const alsoOf = ({ also }: ListDeclaration): ShapeField[] => {
    if (!also) return [];
    const { column } = also;
    const called = find(also.function);
    const type = called.columns.find(({ name }) => name === column)?.type ?? called.returns;
    const { description } = called;
    return [{ column, type, isNullable: true, description, batch: { ...also, rows: calls.rows(called) } }];
  };

  const mutationOf = (declared: MutationDeclaration): PreparedMutation => {
    const { special, rows } = declared;
    const called = find(declared.function, special?.schema);
    const parameters = called.parameters.filter(({ name }) => !special?.hidden.includes(name));
    const plain: Call = rows ? calls.rows(called) : calls.value(called);
    const call = evaluated(special?.call(doors) ?? plain, declared, { parameters, constraints });
    return { declared, called, parameters, call };
  };

  const eventsOf = (lists: readonly PreparedList[]): Prepared['events'] => {
    const listed = lists.find(({ declared }) => declared.node === 'Event');
    if (!listed) throw new Error('there is no list of events');
    const rows = calls.rows(find(listed.declared.function, listed.declared.schema));
    const last = calls.value(find('last_cursor', listed.declared.schema));
    return {
      node: listed.node,
      source: {
        last: async (entry) => String(await last(entry, {})),
        after: async (entry, after, page_size) => (await rows(entry, { after, page_size })) as { cursor: string }[],
      },
    };
  };

  const lists = LISTS.map(listOf);
  const me = find('me');
  const settings = find('workspace_settings');
  const policy = find('workspace_policy');
  return {
    me: { ...me, call: calls.value(me) },
    settings: {
      shape: {
        ...shapeOf(
          'WorkspaceSettings',
          settings,
          { nullable: ['longest_session_age', 'networks', 'email_domains'], tables: ['rowseal.workspaces'] },
          catalogue,
        ),
        description: settings.description,
      },
      call: calls.value(settings),
    },
    policy: {
      shape: {
        ...shapeOf(
          'WorkspacePolicy',
          policy,
          { nullable: ['required_assurance', 'due_at'], tables: ['rowseal.workspaces'] },
          catalogue,
        ),
        description: policy.description,
      },
      call: calls.value(policy),
    },
    lists,
    events: eventsOf(lists),
    mutations: MUTATIONS.map(mutationOf),
  };
}
