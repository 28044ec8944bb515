import type { GraphQLFieldConfig } from 'postgraphile/graphql';
import type { OpenStream } from '../../http/open-stream.ts';
import { eventFeed } from './event-feed.ts';
import type { Prepared } from './prepared.ts';
import { registerShape } from './shapes.ts';

/** What subscriptions are executed with. */
export interface StreamContext {
  stream: OpenStream;
}

const EVENT = 'StreamedEvent';

/**
 * Registers the type of what is subscribed to.
 *
 * @param build - of the schema.
 * @param prepared - what is served.
 */
export function registerSubscriptions(build: GraphileBuild.Build, { events }: Prepared): void {
  const { inflection, graphql } = build;
  registerShape(build, events.node);
  build.registerObjectType(
    inflection.rowsealType(EVENT),
    { isRowsealType: true },
    () => ({
      description: 'An event of the workspace, and the cursor from which to go on after it.',
      fields: () => ({
        cursor: {
          description:
            'Up to where one has read: the argument `after` of the next subscription, and of `workspace.events`.',
          type: new graphql.GraphQLNonNull(build.getOutputTypeByName(inflection.builtin('Cursor'))),
        },
        event: {
          description: 'What happened. Null: nothing yet, the cursor is the one from which the subscription begins.',
          type: build.getOutputTypeByName(inflection.rowsealType(events.node.type)),
        },
      }),
    }),
    `RowsealPeople: ${EVENT}`,
  );
}

/**
 * The fields of subscriptions. graphql-js executes them: an event is there as a whole, and nothing is left to plan; grafast would read ahead of slow
 * clients without a bound.
 *
 * @param build - of the schema.
 * @param prepared - what is served.
 */
export function subscriptionFields(build: GraphileBuild.Build, { events: { source } }: Prepared) {
  const { inflection, graphql } = build;
  const workspaceEvents: GraphQLFieldConfig<unknown, StreamContext> = {
    description:
      'What happens in the workspace entered, as it is recorded, each event once and in the order of `workspace.events`. Served at /graphql/stream, ' +
      'over WebSocket or server-sent events; needs the scope audit:read.',
    type: new graphql.GraphQLNonNull(build.getOutputTypeByName(inflection.rowsealType(EVENT))),
    args: {
      after: {
        description: 'The last cursor that the client has: what came after it is sent first. Left out: from now on.',
        type: build.getInputTypeByName(inflection.builtin('Cursor')),
      },
    },
    subscribe: (_root, { after }, { stream }) => eventFeed(source, stream, after),
    resolve: (event) => event,
  };
  return { workspaceEvents };
}
