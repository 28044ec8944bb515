import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  Lexer,
  type SelectionSetNode,
  Source,
  TokenKind,
  type ValueNode,
  type VariableDefinitionNode,
} from 'postgraphile/graphql';
import type { DocumentLimits } from './settings.ts';

/** What {@link documentCost} finds: what it takes to plan a document, and what is left to look at in each request. */
export interface DocumentCost {
  /** Selections without any of their own. */
  leaves: number;
  /** Selections that have some. */
  branches: number;
  aliases: number;
  depth: number;
  /** Whether it asks for `__schema` or `__type`. */
  introspects: boolean;
  /** Variables that say how many rows a page has. */
  pageVariables: ReadonlySet<string>;
  /** The largest page that the document itself asks for. */
  largestPage: number;
  /** Variables that say in which order rows come. */
  orderVariables: ReadonlySet<string>;
  /** The most terms that the document itself orders rows by. */
  longestOrder: number;
  /** Selections as they are written, those of a fragment once. */
  written: number;
}

/** A document that asks for more than it may. Its message is for the caller. */
export class DocumentRefused extends Error {}

/** Brackets may stand within brackets as deep as fields and arguments of a document that is not refused could need it. */
const BRACKETS_BESIDE_FIELDS = 32;

/**
 * Looks at a document's tokens, before a parser that calls itself for every bracket does.
 *
 * @param text - the document.
 * @param limits - for its length and its brackets.
 * @throws DocumentRefused when it is too long or too deep; GraphQLError when it holds what is no token.
 */
export function checkTokens(text: string, { bytes, depth }: DocumentLimits): void {
  // No text has fewer bytes than characters: what is far too long is not even counted.
  if (text.length > bytes || Buffer.byteLength(text) > bytes)
    throw new DocumentRefused(`The document is longer than ${bytes} bytes`);
  const lexer = new Lexer(new Source(text, 'GraphQL HTTP Request'));
  let open = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L) open += 1;
    if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R) open -= 1;
    if (open > 2 * depth + BRACKETS_BESIDE_FIELDS) throw tooDeep(depth);
  }
}

/**
 * Works out what a document costs, in time that grows with its length alone: a fragment is looked at once, however often it is spread.
 *
 * @param document - not validated yet.
 * @throws DocumentRefused when its fragments spread each other in a circle.
 */
export function documentCost(document: DocumentNode): DocumentCost {
  const survey = new Survey(document);
  const total = { ...NOTHING };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) addTo(total, survey.costOf(definition.selectionSet));
    // Validation looks at those too that nothing spreads.
    if (definition.kind === Kind.FRAGMENT_DEFINITION) survey.costOfFragment(definition.name.value);
  }
  for (const { variable, defaultValue } of document.definitions.flatMap(variablesOf))
    if (defaultValue) survey.noteDefault(variable.name.value, defaultValue);
  const { introspects, pageVariables, largestPage, orderVariables, longestOrder, written } = survey;
  return { ...total, introspects, pageVariables, largestPage, orderVariables, longestOrder, written };
}

/**
 * Compares a document's cost with what it may cost.
 *
 * @param cost - of the document.
 * @param limits - for its fields, its aliases, its depth and its pages.
 * @throws DocumentRefused which says what is too much.
 */
export function checkCost(cost: DocumentCost, limits: DocumentLimits): void {
  if (Math.max(cost.leaves + cost.branches, cost.written) > limits.fields)
    throw new DocumentRefused(
      `The document selects more than ${limits.fields} fields, counting each spread of a fragment`,
    );
  if (cost.aliases > limits.aliases) throw new DocumentRefused(`The document uses more than ${limits.aliases} aliases`);
  if (cost.depth > limits.depth) throw tooDeep(limits.depth);
  checkPage(cost.largestPage, limits);
  checkOrder(cost.longestOrder, limits);
}

/**
 * Checks the pages and the orders that a request asks for by variables.
 *
 * @param cost - of its document.
 * @param variables - as they came, of any form.
 * @param limits - for both.
 * @throws DocumentRefused when one is too large.
 */
export function checkVariables(cost: DocumentCost, variables: unknown, limits: DocumentLimits): void {
  for (const value of valuesOf(cost.pageVariables, variables)) checkPage(Number(value), limits);
  for (const value of valuesOf(cost.orderVariables, variables))
    checkOrder(Array.isArray(value) ? value.length : 1, limits);
}

/** What a request gives for variables; of what it leaves out, nothing. */
function valuesOf(names: ReadonlySet<string>, variables: unknown): unknown[] {
  if (typeof variables !== 'object' || variables === null) return [];
  const given = (name: string) =>
    Object.hasOwn(variables, name) ? (variables as Record<string, unknown>)[name] : undefined;
  return [...names].map(given).filter((value) => value !== undefined && value !== null);
}

interface Cost {
  leaves: number;
  branches: number;
  aliases: number;
  depth: number;
}

const NOTHING: Cost = { leaves: 0, branches: 0, aliases: 0, depth: 0 };

/** Adds what stands beside. Sums beyond every number are infinite, and more than any limit. */
function addTo(sum: Cost, { leaves, branches, aliases, depth }: Cost, levels = 0): void {
  sum.leaves += leaves;
  sum.branches += branches;
  sum.aliases += aliases;
  sum.depth = Math.max(sum.depth, depth + levels);
}

class Survey {
  readonly pageVariables = new Set<string>();
  readonly orderVariables = new Set<string>();
  longestOrder = 0;
  introspects = false;
  largestPage = 0;
  written = 0;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Cost | 'being worked out'>();

  constructor({ definitions }: DocumentNode) {
    for (const definition of definitions) {
      if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const { value: name } = definition.name;
      // Only one of them would be looked at.
      if (this.#fragments.has(name)) throw new DocumentRefused('Two fragments of the document have the same name');
      this.#fragments.set(name, definition);
    }
  }

  costOf({ selections }: SelectionSetNode): Cost {
    const cost = { ...NOTHING };
    this.written += selections.length;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) this.#addField(cost, selection);
      else {
        cost.branches += 1;
        const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
        addTo(cost, isSpread ? this.costOfFragment(selection.name.value) : this.costOf(selection.selectionSet));
      }
    }
    return cost;
  }

  costOfFragment(name: string): Cost {
    const known = this.#known.get(name);
    if (known === 'being worked out') throw new DocumentRefused('The fragments of the document form a cycle');
    if (known) return known;
    const fragment = this.#fragments.get(name);
    if (!fragment) return NOTHING;
    this.#known.set(name, 'being worked out');
    const cost = this.costOf(fragment.selectionSet);
    this.#known.set(name, cost);
    return cost;
  }

  #addField(cost: Cost, { name, alias, selectionSet, arguments: given }: FieldNode): void {
    if (name.value === '__schema' || name.value === '__type') this.introspects = true;
    // The name of a type is known without asking anybody, and Relay gives it aliases by the dozen.
    if (alias && name.value !== '__typename') cost.aliases += 1;
    cost[selectionSet ? 'branches' : 'leaves'] += 1;
    addTo(cost, selectionSet ? this.costOf(selectionSet) : NOTHING, 1);
    for (const { name: argument, value } of given ?? []) {
      if (PAGE_SIZES.has(argument.value)) this.#note(value, this.pageVariables, this.#notePage);
      if (argument.value === ORDER) this.#note(value, this.orderVariables, this.#noteOrder);
    }
  }

  noteDefault(variable: string, value: ValueNode): void {
    if (this.pageVariables.has(variable)) this.#notePage(value);
    if (this.orderVariables.has(variable)) this.#noteOrder(value);
  }

  #note(value: ValueNode, variables: Set<string>, note: (value: ValueNode) => void): void {
    if (value.kind === Kind.VARIABLE) variables.add(value.name.value);
    else note(value);
  }

  #notePage = (value: ValueNode): void => {
    this.largestPage = Math.max(this.largestPage, numberIn(value));
  };

  #noteOrder = (value: ValueNode): void => {
    this.longestOrder = Math.max(this.longestOrder, value.kind === Kind.LIST ? value.values.length : 1);
  };
}

/** Arguments that say how many rows a page has. */
const PAGE_SIZES: ReadonlySet<string> = new Set(['first', 'last']);
/** The argument that says in which order rows come. Each of its terms becomes SQL, again for each field that has it. */
const ORDER = 'orderBy';

function variablesOf(definition: DefinitionNode): readonly VariableDefinitionNode[] {
  return definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [];
}

function numberIn(value: ValueNode): number {
  return 'value' in value && value.kind !== Kind.BOOLEAN ? Number(value.value) || 0 : 0;
}

function checkPage(size: number, { page }: DocumentLimits): void {
  if (size > page) throw new DocumentRefused(`The arguments first and last must be at most ${page}`);
}

function checkOrder(terms: number, { order }: DocumentLimits): void {
  if (terms > order) throw new DocumentRefused(`The argument ${ORDER} must have at most ${order} terms`);
}

function tooDeep(depth: number): DocumentRefused {
  return new DocumentRefused(`The document is nested more than ${depth} fields deep`);
}
