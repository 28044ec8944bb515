import type { BatchConnection } from './batch-connection.ts';
import { type Preamble, preambleOf } from './gateway-batch.ts';

/** Puts the session back to what it began with before any parameter of anybody's travels. */
const RESET = preambleOf('reset all');
const RESET_POOLED = preambleOf('reset all', 'call rowseal.ready()');
/** PgBouncer 1.22 and later take it for what it is, and forget which statements either side holds. */
export const RESET_POOLED_ANEW = preambleOf('deallocate all', 'reset all', 'call rowseal.ready()');
const BEGIN = 'begin isolation level read committed read write';
const RESET_AND_BEGIN = preambleOf('reset all', BEGIN);
const RESET_AND_BEGIN_POOLED = preambleOf('reset all', BEGIN, 'call rowseal.ready()');
/** No statements. */
export const NOTHING = preambleOf();

/**
 * What a batch over a connection begins with.
 *
 * @param connection - with a pooler in between, or not.
 */
export function preambleFor({ isPooled }: BatchConnection): Preamble {
  return isPooled ? RESET_POOLED : RESET;
}

/**
 * What a batch begins with that opens a transaction for several statements.
 *
 * @param connection - with a pooler in between, or not.
 */
export function transactionPreambleFor({ isPooled }: BatchConnection): Preamble {
  return isPooled ? RESET_AND_BEGIN_POOLED : RESET_AND_BEGIN;
}
