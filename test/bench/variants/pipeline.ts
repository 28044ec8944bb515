import pg from 'pg';
import type { ClaimsEntry } from '#server/database/gateway.ts';
import type { Statement } from '#server/database/gateway-batch.ts';

const ENTER = 'select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8, null, null)';

/**
 * One connection that enters in pg's pipeline mode: a transaction of four statements, sent without waiting, each with a Sync of its own.
 *
 * @param url - connection string of rowseal_gateway.
 */
export function openPipeline(url: string) {
  const client = new pg.Client({ connectionString: url, pipeline: true });
  const connected = client.connect();
  return {
    query: async ({ sub, sid, workspace, scope, exp, seal_key, seal, wanted }: ClaimsEntry, statement: Statement) => {
      await connected;
      const values = [sub, sid, workspace, scope, exp, seal_key, `\\x${seal}`, wanted];
      const [, , answer] = await Promise.all([
        client.query('begin'),
        client.query({ name: 'enter', text: ENTER, values }),
        client.query({ ...statement, values: [...statement.values] }),
        client.query('commit'),
      ]);
      return answer;
    },
    close: () => client.end(),
  };
}
