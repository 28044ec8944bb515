import type { Statement } from './gateway-batch.ts';

/** What has to hold for a change. */
export interface Precondition {
  /** Which kind of thing, as rowseal.version_of has it. */
  kind: 'workspace' | 'member' | 'role' | 'service' | 'webhook';
  /** Its id; undefined: the workspace entered. */
  id?: string;
  /** The versions that it may have. */
  versions: readonly string[];
}

/**
 * A statement that changes something, run only if that is as its caller has seen it.
 *
 * @param statement - selects by functions.
 * @param precondition - what has to hold; undefined: the statement as it is.
 * @returns the statement to run. It raises RS049 as rowseal.require_version does.
 */
export function unlessStale(statement: Statement, precondition: Precondition | undefined): Statement {
  if (!precondition) return statement;
  const { text, values, name } = statement;
  const [kind, id, versions] = [1, 2, 3].map((n) => `$${values.length + n}`);
  // "offset 0", so that the statement stays below the row that lets it run.
  return {
    ...(name === undefined ? {} : { name: `${name}_unless_stale` }),
    text: `select changed.*
             from rowseal.require_version(${kind}, ${id}, ${versions}) as asked (is_same)
            cross join lateral (select * from (${text}) as stated where asked.is_same offset 0) as changed`,
    values: [...values, precondition.kind, precondition.id ?? null, precondition.versions],
  };
}
