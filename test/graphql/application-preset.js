// What an application gives as ROWSEAL_GRAPHQL_PRESET: community plugins, and a field of its own.

import { PgAggregatesPreset } from '@graphile/pg-aggregates';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import { PgManyToManyPreset } from '@graphile-contrib/pg-many-to-many';
import { constant, lambda } from 'postgraphile/grafast';
import { extendSchema, jsonPgSmartTags } from 'postgraphile/utils';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';

/** @type {GraphileConfig.Preset} */
export default {
  extends: [PgSimplifyInflectionPreset, PostGraphileConnectionFilterPreset, PgManyToManyPreset, PgAggregatesPreset],
  plugins: [
    extendSchema(() => ({
      typeDefs: 'extend type RowsealMember { initial: String } extend type Query { appVersion: String }',
      objects: {
        Query: { plans: { appVersion: () => constant('1') } },
        RowsealMember: { plans: { initial: ($member) => lambda($member, (member) => member.email[0]) } },
      },
    })),
    jsonPgSmartTags({ version: 1, config: { class: { 'app.tags': { description: 'What notes are about.' } } } }),
  ],
  // What is Rowseal's stays so.
  grafserv: { graphqlPath: '/elsewhere', maxRequestLength: 1e9, websockets: true, maskError: (error) => error },
  grafast: { context: () => ({ entry: 'nobody' }), explain: true },
};
