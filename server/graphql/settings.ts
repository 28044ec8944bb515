import { STREAM_LIMITS } from '../http/open-streams.ts';

/** How much a GraphQL document may ask for. */
export interface DocumentLimits {
  /** Its length in UTF-8. */
  bytes: number;
  /** Fields within fields. */
  depth: number;
  /** Fields with a name of the caller's choosing. */
  aliases: number;
  /** Selections: fields, inline fragments and spreads, those of a fragment once for each time it is spread. */
  fields: number;
  /** Rows of one page: the arguments `first` and `last`. */
  page: number;
  /** Terms of one argument `orderBy`. */
  order: number;
  /** Selections, each once for every row of the pages around it. */
  values: number;
  /** Bytes of arguments, those of a variable once for each place that it stands in. */
  argumentBytes: number;
  /** Characters of an id or a cursor. */
  identifier: number;
}

/** How many streams may be open. */
export interface StreamLimits {
  /** On one server. */
  total: number;
  /** Of one session or token. */
  each: number;
}

/** How GraphQL documents are served. */
export interface DocumentSettings {
  limits: DocumentLimits;
  /** How much documents and their plans may take of memory, by estimate. */
  cacheBytes: number;
  /** How many subscriptions may be open; left out: as {@link DOCUMENT_DEFAULTS} says. */
  streams?: StreamLimits | undefined;
  /** Takes ways round work of PostGraphile's that comes to the same each time; left out: yes. */
  shortcuts?: boolean | undefined;
  /** Serves people and workspaces too: `viewer`, `workspace` and their mutations; left out: yes. */
  people?: boolean | undefined;
  /** A module whose default export is a preset of the application, for PostGraphile; left out: none. */
  preset?: string | undefined;
  /** Answers questions about the schema; left out: in development. */
  introspection?: boolean | undefined;
  /** The only documents to serve, by the names that clients send; left out: any. */
  trusted?: ReadonlyMap<string, string> | undefined;
}

/** Of a server that is told nothing else. Tools that ask for the whole schema need a depth of 15 and half the fields. */
export const DOCUMENT_DEFAULTS = {
  limits: {
    bytes: 20_000,
    depth: 16,
    aliases: 30,
    fields: 500,
    page: 100,
    order: 16,
    values: 20_000,
    argumentBytes: 100_000,
    identifier: 4_000,
  },
  cacheBytes: 64_000_000,
  streams: STREAM_LIMITS,
} as const satisfies DocumentSettings;
