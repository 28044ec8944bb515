import type { PostGraphileInstance } from 'postgraphile';
import type { GraphQLSchema } from 'postgraphile/graphql';
import { grouped } from '../database/grouped.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** GraphQL has other things of these names (section 2.9.6 of its specification). */
const RESERVED = /^(true|false|null)$|^__/;

/**
 * The names that the values of an enumerated type have in GraphQL: their own where those can be names, else with `_` for what separates words
 * (in-progress: in_progress). Where two would have one name, what names cannot hold is spelt by its code point (A+: A_u2b, A-: A_u2d).
 *
 * @param values - of one type.
 * @param usual - what PostGraphile calls a value.
 * @returns names by value; undefined for none.
 * @throws Error that names the values, where two have one name all the same.
 */
export function enumNames(values: readonly string[], usual: (value: string) => string): ReadonlyMap<string, string> {
  const plain = new Map(values.map((value) => [value, nameOf(usual(value), () => '_')]));
  const counts = grouped(plain.values(), (name) => name);
  const names = new Map(
    [...plain].map(([value, name]) => {
      const isOwn = name === value || counts.get(name)?.length === 1;
      return [value, isOwn ? name : nameOf(value, (character) => `_u${character.codePointAt(0)?.toString(16)}`)];
    }),
  );
  const taken = grouped(names, ([, name]) => name);
  const twice = [...taken.values()].find(({ length }) => length > 1);
  if (twice)
    throw new Error(`the enum values ${twice.map(([value]) => `'${value}'`).join(' and ')} have one name in GraphQL`);
  return names;
}

function nameOf(text: string, replacement: (character: string) => string): string {
  const spelt = text.replaceAll(/[^A-Za-z0-9_]/gu, replacement);
  const name = NAME.test(spelt) ? spelt : `_${spelt}`;
  return RESERVED.test(name) ? `_${name.replace(/^_+/, '')}` : name;
}

/** Names values of enumerated types so that there is none for which a table would have to be left out. */
export const namesOfEnums: GraphileConfig.Plugin = {
  name: 'RowsealNamesOfEnums',
  inflection: {
    replace: {
      enumValue(previous, _options, value, codec) {
        const names = enumNames(
          codec.values.map((each) => each.value),
          (each) => previous?.(each, codec) ?? each,
        );
        return names.get(value) ?? value;
      },
    },
  },
};

/**
 * The GraphQL schema of everything that the exposed schemas hold.
 *
 * @param instance - of PostGraphile, told to swallow no errors.
 * @throws Error that says what cannot be named, and what an operator can do about it, where PostGraphile would leave something out.
 */
export async function completeSchema(instance: PostGraphileInstance): Promise<GraphQLSchema> {
  try {
    return await instance.getSchema();
  } catch (error) {
    if (!(error instanceof Error && 'recoverable' in error)) throw error;
    const reason = error.message
      .replaceAll(/\s+/g, ' ')
      .replace(/\.?( Details: \S+)?$/, '')
      .slice(0, 600);
    throw new Error(
      `GraphQL would not serve everything that it exposes: ${reason}. Rename one of them in the database, or for GraphQL alone: comment on … is '@name other'`,
      { cause: error },
    );
  }
}
