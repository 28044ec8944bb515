import { access, type FieldArgs, lambda, type ObjectStep, object, type Step } from 'postgraphile/grafast';
import type { GraphQLInputType, GraphQLObjectType } from 'postgraphile/graphql';
import type { Arguments } from './calls.ts';
import { camelCase, nameInGraphql, type SqlParameter } from './catalogue.ts';
import type { Prepared, PreparedMutation } from './prepared.ts';
import { viewerFields } from './queries.ts';
import { described, fieldsOf, graphqlTypeOf, registerShape, type ShapeField, shapeOf } from './shapes.ts';
import { CallStep } from './steps.ts';

const pascalCase = (name: string) => camelCase(`_${name}`);

/**
 * Registers what mutations are given, and what they answer with.
 *
 * @param build - of the schema.
 * @param prepared - what is served.
 */
export function registerMutations(build: GraphileBuild.Build, prepared: Prepared): void {
  for (const mutation of prepared.mutations) {
    registerInput(build, mutation);
    registerPayload(build, mutation, prepared);
  }
}

/**
 * The fields of the mutation type, by their names where the application takes none of them.
 *
 * @param build - of the schema.
 * @param prepared - what is served.
 */
export function mutationFields(build: GraphileBuild.Build, { mutations }: Prepared) {
  const { GraphQLNonNull } = build.graphql;
  return mutations.map(({ called, parameters, call }) => {
    const field = {
      ...described(called),
      type: build.getOutputTypeByName(payloadOf(build, called.name)) as GraphQLObjectType,
      args: { input: { type: new GraphQLNonNull(build.getInputTypeByName(inputOf(build, called.name))) } },
      plan: (_: Step, args: FieldArgs) => {
        const $input = args.getRaw('input') as Step<Arguments>;
        const $given = lambda($input, (input) => argumentsIn(input, parameters), true) as Step<Arguments>;
        return object({
          result: new CallStep(call, $given, true),
          given: $given,
          clientMutationId: access($input, 'clientMutationId'),
        });
      },
    };
    return [camelCase(called.name), field] as const;
  });
}

const inputOf = ({ inflection }: GraphileBuild.Build, name: string) =>
  inflection.inputType(inflection.rowsealType(pascalCase(name)));
const payloadOf = ({ inflection }: GraphileBuild.Build, name: string) =>
  `${inflection.rowsealType(pascalCase(name))}Payload`;

function argumentsIn(input: Arguments, parameters: readonly SqlParameter[]): Arguments {
  return Object.fromEntries(parameters.map(({ name }) => [name, input[nameInGraphql(name)]]));
}

function registerInput(build: GraphileBuild.Build, { called, parameters }: PreparedMutation): void {
  const { GraphQLNonNull, GraphQLString } = build.graphql;
  const typed = () =>
    parameters.map(({ name, type, isRequired }) => {
      const given = graphqlTypeOf(build, type, 'input') as GraphQLInputType;
      return [nameInGraphql(name), { type: isRequired ? new GraphQLNonNull(given) : given }] as const;
    });
  build.registerInputObjectType(
    inputOf(build, called.name),
    { isMutationInput: true, isRowsealType: true },
    () => ({
      description: `All input for the \`${camelCase(called.name)}\` mutation.`,
      fields: () => ({ clientMutationId: { type: GraphQLString }, ...Object.fromEntries(typed()) }),
    }),
    `RowsealPeople: ${called.name}`,
  );
}

function registerPayload(build: GraphileBuild.Build, mutation: PreparedMutation, prepared: Prepared): void {
  const { called, parameters, declared } = mutation;
  const { GraphQLString } = build.graphql;
  const repeated: ShapeField[] = parameters
    .filter(({ name }) => declared.repeats?.includes(name))
    .map(({ name, type }) => ({ column: name, type, isNullable: false }));
  const result = resultOf(mutation);
  if (declared.rows) for (const { type } of result) if ('fields' in type) registerShape(build, type);
  build.registerObjectType(
    payloadOf(build, called.name),
    { isMutationPayload: true, isRowsealType: true },
    () => ({
      description: `The output of our \`${camelCase(called.name)}\` mutation.`,
      fields: () => ({
        clientMutationId: { type: GraphQLString, plan: ($payload: ObjectStep) => $payload.get('clientMutationId') },
        ...within('given', fieldsOf(build, { type: '', fields: repeated })),
        ...within('result', fieldsOf(build, { type: '', fields: result })),
        ...viewerFields(build, prepared),
      }),
    }),
    `RowsealPeople: ${called.name}`,
  );
}

/** What the function itself says. */
function resultOf({ called, declared }: PreparedMutation): readonly ShapeField[] {
  const { rows, result, columns = {}, shape } = declared;
  if (shape) return shape.fields;
  if (rows) {
    const type = shapeOf(rows.type, called, columns, { columnComment: () => undefined });
    return [{ column: rows.field, type, isList: true, isNullable: false, isWhole: true }];
  }
  if (result !== undefined) return [{ column: result, type: called.returns, isNullable: false, isWhole: true }];
  return shapeOf('', called, columns, { columnComment: () => undefined }).fields;
}

type Fields = ReturnType<typeof fieldsOf>;

/** Fields of a member of the payload. */
function within(member: 'given' | 'result', fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { ...field, plan: ($payload: Step) => field.plan(($payload as ObjectStep).get(member)) },
    ]),
  );
}
