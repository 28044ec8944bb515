import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  Kind,
  typeFromAST,
  type ValidationRule,
} from 'postgraphile/graphql';
import { DocumentRefused } from './document-cost.ts';
import type { DocumentLimits } from './settings.ts';

/** Scalars whose texts are taken apart before anything is compared. */
const IDENTIFIERS: ReadonlySet<string> = new Set(['ID', 'Cursor']);

/**
 * A rule of validation that bounds ids and cursors as they stand in a document. Its refusal is thrown, not reported.
 *
 * @param limits - for their length.
 */
export const boundedIdentifiers =
  (limits: DocumentLimits): ValidationRule =>
  (context) => ({
    StringValue({ value }) {
      const type = getNamedType(context.getInputType());
      if (type && IDENTIFIERS.has(type.name)) checkIdentifier(value, limits);
    },
  });

/** What of a document's variables holds ids or cursors. */
export type IdentifierVariables = readonly [name: string, type: GraphQLInputType][];

/**
 * Finds the variables of a valid document that can hold ids or cursors.
 *
 * @param schema - of the application.
 * @param document - which is valid.
 */
export function identifierVariables(schema: GraphQLSchema, { definitions }: DocumentNode): IdentifierVariables {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operations.flatMap((operation) =>
    ('variableDefinitions' in operation ? (operation.variableDefinitions ?? []) : []).flatMap(({ variable, type }) => {
      const found = typeFromAST(schema, type);
      return isInputType(found) && holdsIdentifiers(found, new Set()) ? [[variable.name.value, found] as const] : [];
    }),
  );
}

function holdsIdentifiers(type: GraphQLInputType, seen: Set<string>): boolean {
  const named = getNamedType(type);
  if (IDENTIFIERS.has(named.name)) return true;
  if (!isInputObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some((field) => holdsIdentifiers(field.type, seen));
}

/**
 * Checks the ids and cursors among the variables of a request.
 *
 * @param found - by {@link identifierVariables}.
 * @param variables - as they came, of any form.
 * @param limits - for their length.
 * @throws DocumentRefused when one is too long.
 */
export function checkIdentifiers(found: IdentifierVariables, variables: unknown, limits: DocumentLimits): void {
  if (typeof variables !== 'object' || variables === null) return;
  const left: [value: unknown, type: GraphQLInputType][] = found
    .filter(([name]) => Object.hasOwn(variables, name))
    .map(([name, type]) => [(variables as Record<string, unknown>)[name], type]);
  for (let next = left.pop(); next; next = left.pop()) {
    const [value, type] = next;
    const named = getNamedType(type);
    if (typeof value === 'string' && IDENTIFIERS.has(named.name)) checkIdentifier(value, limits);
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) left.push(...value.map((one): [unknown, GraphQLInputType] => [one, type]));
    else if (isInputObjectType(named))
      for (const { name, type: inner } of Object.values(named.getFields()))
        if (Object.hasOwn(value, name)) left.push([(value as Record<string, unknown>)[name], inner]);
  }
}

function checkIdentifier(text: string, { identifier }: DocumentLimits): void {
  if (text.length > identifier) throw new DocumentRefused(`Ids and cursors must have at most ${identifier} characters`);
}
