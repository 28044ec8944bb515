import { LRUCache } from 'lru-cache';
import { execute, type GrafastExecutionArgs } from 'postgraphile/grafast';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  Source,
  specifiedRules,
  validate,
} from 'postgraphile/graphql';
import type { Metrics } from '../observability/metrics.ts';
import {
  checkCost,
  checkTokens,
  checkVariables,
  type DocumentCost,
  DocumentRefused,
  documentCost,
} from './document-cost.ts';
import { boundedIdentifiers, checkIdentifiers, type IdentifierVariables, identifierVariables } from './identifiers.ts';
import { checkRequestCost, pagedFields, requestCost } from './request-cost.ts';
import type { DocumentSettings } from './settings.ts';

/** How documents are read. */
export interface DocumentOptions extends Pick<DocumentSettings, 'limits' | 'cacheBytes'> {
  /** Answers `__schema` and `__type`, and says which names were close to one that is not there. */
  introspection: boolean;
  metrics: Metrics;
}

/** A document that can be executed, or why it cannot. */
export type ReadDocument = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** Documents that clients send: bounded, parsed, validated, and kept with their plans as far as memory goes. */
export interface Documents {
  /**
   * Reads a document.
   *
   * @param text - the document.
   * @param variables - as they came.
   * @param isStream - whether it is to subscribe, and to do nothing else; left out: no subscription is read.
   * @throws DocumentRefused when it asks for more than it may.
   */
  read(text: string, variables: unknown, isStream?: boolean): ReadDocument;
  /**
   * A document that has been read before and asks for no more than it may, as {@link read} would give it; undefined for any other.
   *
   * @param text - the document.
   * @param variables - as they came.
   */
  known(text: string, variables: unknown): DocumentNode | undefined;
  /** Notes that an operation has been planned once more. */
  planned(operation: OperationDefinitionNode): void;
}

interface KnownDocument {
  document: DocumentNode;
  cost: DocumentCost;
  /** Whether all that it does is to subscribe. */
  isStream: boolean;
  /** Whether it has any: what it costs depends on them then. */
  hasVariables: boolean;
  identifiers: IdentifierVariables;
  /** How many plans of it are kept: there is one for each set of variables that leads to another. */
  plans: number;
}

/** Bytes of memory, measured with grafast 1.1.3 on the demo's schema: a document, its syntax tree for each byte of its text, and what plans are made of. */
const SIZES = { document: 5_000, syntaxOfByte: 150, plan: 65_000, type: 150, branch: 20_000, leaf: 3_000 };

/** As many as grafast keeps of one operation. */
const MOST_PLANS = 51;

/**
 * Reads documents for a schema.
 *
 * @param schema - of the application; its plans are kept with its documents from now on.
 * @param options - how.
 */
export async function openDocuments(schema: GraphQLSchema, options: DocumentOptions): Promise<Documents> {
  await keepPlansWithOperations(schema);
  return new BoundedDocuments(schema, options);
}

class BoundedDocuments implements Documents {
  readonly #schema: GraphQLSchema;
  readonly #options: DocumentOptions;
  readonly #known: LRUCache<string, KnownDocument>;
  readonly #paged: ReadonlySet<string>;
  readonly #byOperation = new WeakMap<OperationDefinitionNode, { text: string; found: KnownDocument }>();

  constructor(schema: GraphQLSchema, options: DocumentOptions) {
    this.#schema = schema;
    this.#options = options;
    this.#paged = pagedFields(schema);
    const plan = SIZES.plan + Object.keys(schema.getTypeMap()).length * SIZES.type;
    this.#known = new LRUCache({
      maxSize: options.cacheBytes,
      sizeCalculation: ({ cost, plans }, text) =>
        SIZES.document +
        text.length * SIZES.syntaxOfByte +
        plans * (plan + cost.branches * SIZES.branch + cost.leaves * SIZES.leaf),
    });
    options.metrics.watch('graphql_cache_bytes', () => this.#known.calculatedSize);
  }

  read(text: string, variables: unknown, isStream = false): ReadDocument {
    const { metrics } = this.#options;
    try {
      const before = this.#known.get(text);
      const found = before ?? this.#readNew(text);
      if ('document' in found) requireKind(found, isStream);
      if ('document' in found && (!before || before.hasVariables)) this.#checkRequest(found, variables);
      if (!before && 'document' in found) this.#keep(text, found);
      metrics.documentRead(before ? 'known' : 'errors' in found ? 'invalid' : 'new');
      return found;
    } catch (error) {
      if (error instanceof DocumentRefused) metrics.documentRead('refused');
      if (!(error instanceof GraphQLError)) throw error;
      metrics.documentRead('invalid');
      return { errors: [error] };
    }
  }

  known(text: string, variables: unknown): DocumentNode | undefined {
    const found = this.#known.get(text);
    if (!found || found.isStream || (found.hasVariables && !this.#isAffordable(found, variables))) return undefined;
    this.#options.metrics.documentRead('known');
    return found.document;
  }

  #isAffordable(found: KnownDocument, variables: unknown): boolean {
    try {
      this.#checkRequest(found, variables);
      return true;
    } catch (error) {
      if (error instanceof DocumentRefused) return false;
      throw error;
    }
  }

  #checkRequest({ document, cost, identifiers }: KnownDocument, variables: unknown): void {
    const { limits } = this.#options;
    checkVariables(cost, variables, limits);
    checkIdentifiers(identifiers, variables, limits);
    checkRequestCost(requestCost(document, variables, { page: limits.page, paged: this.#paged }), limits);
  }

  planned(operation: OperationDefinitionNode): void {
    this.#options.metrics.documentPlanned();
    const { text, found } = this.#byOperation.get(operation) ?? {};
    if (text === undefined || !found || this.#known.peek(text) !== found) return;
    // What lru-cache has already, it does not weigh again.
    this.#known.delete(text);
    found.plans = Math.min(found.plans + 1, MOST_PLANS);
    this.#known.set(text, found);
  }

  #readNew(text: string): KnownDocument | { errors: readonly GraphQLError[] } {
    const { limits, introspection } = this.#options;
    checkTokens(text, limits);
    const document = parse(new Source(text, 'GraphQL HTTP Request'));
    const cost = documentCost(document);
    checkCost(cost, limits);
    if (cost.introspects && !introspection) throw new DocumentRefused('Introspection is disabled on this server');
    const unknown = operationsOf(document).find(({ operation }) => !this.#schema.getRootType(operation));
    // Validation lets it pass, and planning then fails.
    if (unknown) return { errors: [new GraphQLError('The schema has no operations of this type', { nodes: unknown })] };
    const rules = [...specifiedRules, boundedIdentifiers(limits)];
    const errors = validate(this.#schema, document, rules, { hideSuggestions: !introspection });
    if (errors.length > 0) return { errors: introspection ? errors : errors.map(withoutSuggestions) };
    const hasVariables = operationsOf(document).some(({ variableDefinitions = [] }) => variableDefinitions.length > 0);
    return {
      document,
      cost,
      isStream: operationsOf(document).every(({ operation }) => operation === OperationTypeNode.SUBSCRIPTION),
      hasVariables,
      identifiers: identifierVariables(this.#schema, document),
      plans: 0,
    };
  }

  #keep(text: string, found: KnownDocument): void {
    // An answer about the schema is kept in the plan, and can be as large as the schema.
    if (found.cost.introspects) return;
    this.#known.set(text, found);
    for (const definition of found.document.definitions)
      if (definition.kind === 'OperationDefinition') this.#byOperation.set(definition, { text, found });
  }
}

function operationsOf({ definitions }: DocumentNode): OperationDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === 'OperationDefinition');
}

/** What subscribes has a way of its own, and nothing else goes there. */
function requireKind({ document, isStream }: KnownDocument, wanted: boolean): void {
  if (wanted && !isStream) throw new DocumentRefused('Only subscriptions are served here; the rest is at /graphql');
  const subscribes = operationsOf(document).some(({ operation }) => operation === OperationTypeNode.SUBSCRIPTION);
  if (!wanted && subscribes) throw new DocumentRefused('Subscriptions are served at /graphql/stream');
}

/**
 * The error without names of the schema that the caller did not name.
 *
 * @param error - of a document or of its variables.
 */
export function withoutSuggestions(error: GraphQLError): GraphQLError {
  const [message = '', ...suggestions] = error.message.split(/ Did you mean /);
  if (suggestions.length === 0) return error;
  const { nodes = null, source = null, positions = null, path = null, originalError = null, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions });
}

/**
 * grafast keeps the plans of 500 operations, however large. Kept by the operation instead, they are gone with the document.
 *
 * @throws Error where this version of grafast keeps them elsewhere.
 */
async function keepPlansWithOperations(schema: GraphQLSchema): Promise<void> {
  const args: GrafastExecutionArgs = { schema, document: parse('{ __typename }'), contextValue: {} };
  await execute(args);
  const cached = schema.extensions['grafast'] as Record<symbol, unknown> | undefined;
  const key = Object.getOwnPropertySymbols(cached ?? {}).find(({ description }) => description === 'cacheByOperation');
  if (!cached || !key) throw new Error('this version of grafast keeps plans where Rowseal cannot bound them');
  cached[key] = new WeakMap<OperationDefinitionNode, unknown>();
}

/**
 * Whether nothing but queries is in a document, so that it changes nothing, whichever operation of it is run.
 *
 * @param document - a valid one.
 */
export function onlyReads({ definitions }: DocumentNode): boolean {
  return definitions.every((each) => each.kind !== 'OperationDefinition' || each.operation === 'query');
}
