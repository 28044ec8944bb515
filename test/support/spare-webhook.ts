import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';

/**
 * A webhook of a workspace in the place of those that it has, whose secret nobody knows.
 *
 * @param admin - an administrator's connections.
 * @param slug - of the workspace.
 * @returns its id.
 */
export async function spareWebhook(admin: postgres.Sql, slug = 'acme'): Promise<string> {
  const id = randomUUID();
  await admin`delete from rowseal_private.webhooks where workspace_id = rowseal_private.workspace_named(${slug})`;
  await admin`
    insert into rowseal_private.webhooks (workspace_id, id, url, secret_jwe)
    values (rowseal_private.workspace_named(${slug}), ${id}, 'https://hooks.test/spare', 'aGVhZA..aXY.Y2lwaGVy.dGFn')`;
  return id;
}
