import type { OperationPlan } from 'postgraphile/grafast';
import type { Metrics } from '../observability/metrics.ts';
import { keepBuiltQueries } from './built-queries.ts';
import type { Plan } from './internals.ts';
import { writeRowsAsJson } from './rows-as-json.ts';
import { newTally, type Tally } from './tally.ts';
import { unknownVersions } from './versions.ts';

/** Ways round work of PostGraphile's that comes to the same each time. */
export interface Shortcuts {
  readonly tally: Tally;
  /** Shortens a plan that has just been made. */
  shorten(plan: OperationPlan): void;
}

/**
 * Opens the shortcuts, where PostGraphile's parts are the ones they were written for.
 *
 * @param metrics - shows how often they were taken.
 * @param warn - told why there are none.
 */
export function openShortcuts(metrics: Metrics, warn: (message: string) => void): Shortcuts | undefined {
  const unknown = unknownVersions();
  if (unknown !== undefined) {
    warn(`GraphQL is served without shortcuts, which costs CPU: they do not know ${unknown}`);
    return undefined;
  }
  const tally = newTally();
  metrics.watchShortcuts(tally);
  return {
    tally,
    shorten: (made) => {
      const plan = made as unknown as Plan;
      if (plan.operation.operation !== 'query') return;
      keepBuiltQueries(plan, tally);
      writeRowsAsJson(plan, tally);
    },
  };
}
