import { ConstantStep, constant, type FieldArgs, type FieldInfo, lambda, type Step } from 'postgraphile/grafast';

/**
 * Gives a page to callers who ask for rows without saying how many: the first ones, and `hasNextPage` says whether there are more. Otherwise leaving
 * `first` out would be the way round the largest page.
 *
 * @param page - rows of the largest page.
 */
export function pageSize(page: number): GraphileConfig.Plugin {
  return {
    name: 'RowsealPageSize',
    after: ['PgFirstLastBeforeAfterArgsPlugin'],
    schema: {
      hooks: {
        GraphQLObjectType_fields_field(field, _build, { scope }) {
          const { plan } = field;
          if (!plan || !(scope.isPgFieldConnection || scope.isPgFieldSimpleCollection)) return field;
          return {
            ...field,
            plan: ($parent: Step, args: FieldArgs, info: FieldInfo) => {
              const $rows = plan($parent, args, info);
              const names = info.field.args.map(({ name }) => name);
              if ($rows && names.includes('first')) takePage($rows, page, args.getRaw('first'), lastOf(args, names));
              return $rows;
            },
          };
        },
        GraphQLObjectType_fields_field_args(args, _build, { scope }) {
          // Applied by the field's plan.
          if (scope.isPgFieldConnection || scope.isPgFieldSimpleCollection) delete args['first']?.applyPlan;
          return args;
        },
      },
    },
  };
}

function lastOf(args: FieldArgs, names: string[]): Step {
  return names.includes('last') ? args.getRaw('last') : constant(undefined);
}

/** Has rows come as `first` says, or as many as a page may have where neither that nor `last` says anything. */
function takePage($rows: Step, page: number, $first: Step, $last: Step): void {
  if (!('setFirst' in $rows && typeof $rows.setFirst === 'function')) throw new Error(`${$rows} has no pages`);
  const isKnown = $first instanceof ConstantStep && $last instanceof ConstantStep;
  if (isKnown) $rows.setFirst(constant(sizeOf([$first.data, $last.data], page)));
  else $rows.setFirst(lambda([$first, $last], (given) => sizeOf(given, page), true));
}

function sizeOf([first, last]: readonly unknown[], page: number): unknown {
  return first ?? (last === undefined || last === null ? page : null);
}
