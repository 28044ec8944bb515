import type { Webhooks } from '../../credentials/webhooks.ts';
import type { Gateway } from '../../database/gateway.ts';
import type { TokenFunctions } from '../../database/token-functions.ts';
import type { Call, Outcomes } from './calls.ts';
import type { Columns, Shape } from './shapes.ts';

/** A mutation: one function of the database, after which it is named. */
export interface MutationDeclaration extends Outcomes {
  function: string;
  /** What the payload repeats of the arguments, so that it says what has changed. */
  repeats?: readonly string[];
  /** The field of the payload that holds the single value of the function. */
  result?: string;
  /** The field of the payload that holds the rows of the function, and the type of those. */
  rows?: { field: string; type: string };
  /** Where the payload holds something else than the function's result. */
  shape?: Shape;
  /** Of the function's result; `status` and `retry_after` say what became of it. */
  columns?: Columns;
  /** Where the function is not called by its own arguments. */
  special?: SpecialCall;
}

interface SpecialCall {
  schema: 'rowseal' | 'rowseal_private';
  /** Arguments that clients do not give. */
  hidden: readonly string[];
  call: (doors: Doors) => Call;
}

/** What calls are made through. */
export interface Doors {
  gateway: Gateway;
  /** Left out where the schema is only printed. */
  issuer?: TokenFunctions | undefined;
  /** Left out there too. */
  webhooks?: Webhooks | undefined;
}

/**
 * What a schema that is served has, and one that is only printed has not.
 *
 * @param door - there.
 * @throws Error where it is not.
 */
export function required<T>(door: T | undefined): T {
  if (!door) throw new Error('a schema without an issuing door was asked for a token');
  return door;
}
