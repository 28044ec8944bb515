import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'postgraphile/graphql';
import { DocumentRefused } from './document-cost.ts';
import type { DocumentLimits } from './settings.ts';

/** What a document costs with the variables of one request. */
export interface RequestCost {
  /** Selections, each once for every row that it may come in. */
  values: number;
  /** Bytes of arguments, a variable's once for each place that it stands in. */
  argumentBytes: number;
}

/**
 * Names of the fields that have pages. Of two fields with one name that only one has them is not told apart: a document costs too much rather than
 * too little.
 *
 * @param schema - of the application.
 */
export function pagedFields(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = types.flatMap((type) => Object.values(type.getFields()));
  return new Set(fields.filter(({ args }) => args.some(({ name }) => name === 'first')).map(({ name }) => name));
}

/**
 * Works out what a document costs with some variables, in time that grows with its length alone.
 *
 * @param document - whose fragments form no cycle.
 * @param variables - as they came, of any form.
 * @param options - page: rows of a page of which nobody says how many; paged: names of fields that have pages.
 */
export function requestCost(
  document: DocumentNode,
  variables: unknown,
  options: { page: number; paged: ReadonlySet<string> },
): RequestCost {
  const pricing = new Pricing(document, variables, options);
  const total = { values: 0, argumentBytes: 0 };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) add(total, pricing.costOf(definition.selectionSet));
  return total;
}

/**
 * Compares a request's cost with what it may cost.
 *
 * @param cost - of the request.
 * @param limits - for its values and its arguments.
 * @throws DocumentRefused which says what is too much.
 */
export function checkRequestCost(cost: RequestCost, limits: DocumentLimits): void {
  if (cost.values > limits.values)
    throw new DocumentRefused(
      `The document may ask for more than ${limits.values} values: each field counts once for every row of the pages around it`,
    );
  if (cost.argumentBytes > limits.argumentBytes)
    throw new DocumentRefused(
      `The arguments of the document have more than ${limits.argumentBytes} bytes, a variable counted wherever it is used`,
    );
}

function add(sum: RequestCost, { values, argumentBytes }: RequestCost, times = 1): void {
  // No rows of endlessly many are none.
  sum.values += times === 0 ? 0 : values * times;
  sum.argumentBytes += argumentBytes;
}

class Pricing {
  readonly #variables: Record<string, unknown>;
  readonly #defaults = new Map<string, ValueNode>();
  readonly #sizes = new Map<string, number>();
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, RequestCost>();
  readonly #page: number;
  readonly #paged: ReadonlySet<string>;

  constructor(
    { definitions }: DocumentNode,
    variables: unknown,
    { page, paged }: { page: number; paged: ReadonlySet<string> },
  ) {
    this.#variables = typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {};
    this.#page = page;
    this.#paged = paged;
    for (const definition of definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const { variable, defaultValue } of definition.variableDefinitions ?? [])
        if (defaultValue) this.#defaults.set(variable.name.value, defaultValue);
    }
  }

  costOf({ selections }: SelectionSetNode): RequestCost {
    const cost = { values: selections.length, argumentBytes: 0 };
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) this.#addField(cost, selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) add(cost, this.costOf(selection.selectionSet));
      else add(cost, this.#costOfFragment(selection.name.value));
    }
    return cost;
  }

  #costOfFragment(name: string): RequestCost {
    const known = this.#known.get(name);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    const cost = fragment ? this.costOf(fragment.selectionSet) : { values: 0, argumentBytes: 0 };
    this.#known.set(name, cost);
    return cost;
  }

  #addField(cost: RequestCost, { name, arguments: given = [], selectionSet }: FieldNode): void {
    for (const { value } of given) cost.argumentBytes += this.#sizeOf(value);
    if (!selectionSet) return;
    add(cost, this.costOf(selectionSet), this.#paged.has(name.value) ? this.#rowsOf(given) : 1);
  }

  /** At most as many as the page of a field holds. */
  #rowsOf(given: readonly ArgumentNode[]): number {
    const sizes = given
      .filter(({ name }) => name.value === 'first' || name.value === 'last')
      .map(({ value }) => this.#numberIn(value))
      .filter((size) => size !== undefined);
    return sizes.length === 0 ? this.#page : Math.max(0, ...sizes);
  }

  /** Undefined for nothing, and 0 for what is no number, which is refused later. */
  #numberIn(value: ValueNode): number | undefined {
    if (value.kind === Kind.NULL) return undefined;
    if (value.kind !== Kind.VARIABLE) return 'value' in value ? Number(value.value) || 0 : 0;
    const { value: name } = value.name;
    const given = Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined;
    if (given === null) return undefined;
    if (given !== undefined) return Number(given) || 0;
    const otherwise = this.#defaults.get(name);
    return otherwise && this.#numberIn(otherwise);
  }

  #sizeOf(value: ValueNode): number {
    switch (value.kind) {
      case Kind.VARIABLE:
        return this.#sizeOfVariable(value.name.value);
      case Kind.LIST:
        return value.values.reduce((sum, one) => sum + this.#sizeOf(one), 0);
      case Kind.OBJECT:
        return value.fields.reduce((sum, field) => sum + field.name.value.length + this.#sizeOf(field.value), 0);
      default:
        return 'value' in value ? sizeOfData(value.value) : 1;
    }
  }

  #sizeOfVariable(name: string): number {
    const known = this.#sizes.get(name);
    if (known !== undefined) return known;
    const size = sizeOfData(Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined);
    this.#sizes.set(name, size);
    return size;
  }
}

/** Bytes of parsed JSON, about; without calling itself, because it may be nested as deep as a request is long. */
function sizeOfData(data: unknown): number {
  let size = 0;
  const left = [data];
  while (left.length > 0) {
    const one = left.pop();
    size += typeof one === 'string' ? Buffer.byteLength(one) : 4;
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, value] of Object.entries(one)) {
      if (!Array.isArray(one)) size += Buffer.byteLength(key);
      left.push(value);
    }
  }
  return size;
}
