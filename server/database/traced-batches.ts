import { createHash } from 'node:crypto';
import type { OpenSpan, Tracing } from '../observability/tracing.ts';
import type { BatchConnection } from './batch-connection.ts';
import type { Batch, Outcome, Statement } from './gateway-batch.ts';
import { sqlState } from './gateway-verdict.ts';
import { parseWithComment } from './wire.ts';

/** Runs a batch over a connection; never rejects. */
export type RunBatch = (connection: BatchConnection, batch: Batch) => Promise<Outcome>;

const DATABASE = { 'db.system.name': 'postgresql' };

/**
 * Runs batches of the gateway, those of recorded requests in spans: the batch that enters, and in it the statement. PostgreSQL answers a whole batch at
 * once, so that the two take as long. To the database goes where the batch stands in its trace, if it is sampled: as a comment of the statements without a
 * name, and never of a named one, of which the database would keep one for each request.
 *
 * @param tracing - undefined: they just run.
 */
export function batchRunner(tracing: Tracing | undefined): RunBatch {
  if (!tracing) return (connection, batch) => connection.run(batch);
  return (connection, batch) => {
    if (!tracing.isRecording()) return connection.run(batch);
    const { entrance, statement } = batch;
    const run = (each: Batch) => (statement ? inStatement(tracing, connection, each, statement) : connection.run(each));
    if (!entrance) return run(batch);
    return tracing.within('gateway batch', DATABASE, async (span) => {
      const outcome = await run(withComment(batch, span?.traceparent));
      span?.set({ 'rowseal.batch.stage': outcome.stage });
      tell(span, outcome);
      return outcome;
    });
  };
}

async function inStatement(
  tracing: Tracing,
  connection: BatchConnection,
  batch: Batch,
  { text }: Statement,
): Promise<Outcome> {
  const operation = operationOf(text);
  const attributes = {
    ...DATABASE,
    'db.operation.name': operation,
    // The text may hold values of a caller's.
    'rowseal.statement': createHash('sha256').update(text).digest('hex').slice(0, 16),
  };
  return tracing.within(operation, attributes, async (span) => {
    const outcome = await connection.run(batch);
    if ('answer' in outcome) span?.set({ 'db.response.returned_rows': outcome.answer.rows.length });
    tell(span, outcome);
    return outcome;
  });
}

function tell(span: OpenSpan | undefined, outcome: Outcome): void {
  if ('error' in outcome) span?.fail(sqlState(outcome.error) ?? 'connection');
}

const OPERATION = /^\s*(select|insert|update|delete|merge|with|call|values)\b/i;

function operationOf(text: string): string {
  return OPERATION.exec(text)?.[1]?.toUpperCase() ?? 'STATEMENT';
}

function withComment(batch: Batch, traceparent: string | undefined): Batch {
  if (traceparent === undefined) return batch;
  const comment = `/*traceparent='${traceparent}'*/ `;
  const { entrance, statement, boundFirst } = batch;
  return {
    ...batch,
    ...(entrance ? { entrance: { ...entrance, parse: parseWithComment(entrance.parse, comment) } } : {}),
    ...(statement && boundFirst !== 'named' ? { statement: { ...statement, text: comment + statement.text } } : {}),
  };
}
