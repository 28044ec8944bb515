import { type Printing, printed, type Question, workspaceId } from './auditing.ts';
import { when } from './table.ts';

interface Listed {
  id: string;
  url: string;
  kinds: string | null;
  state: string;
  failing_since: string | null;
  waiting: number;
  failed: number;
  delivered_at: string | null;
}

/** The webhooks of a workspace. */
export const listWebhooks =
  (workspace: string, { json }: Printing): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const rows = await sql<{ line: Listed }[]>`
      select to_jsonb(line) as line from rowseal_audit.list_webhooks(${home}) as line`;
    const found = rows.map(({ line }) => line);
    const moment = (at: string | null) => (at === null ? '' : when(new Date(at)));
    const cells = found.map((row) => [
      ...[row.id, row.url, row.kinds ?? '(all)', row.state, moment(row.failing_since)],
      ...[String(row.waiting), String(row.failed), moment(row.delivered_at)],
    ]);
    const heads = ['webhook', 'url', 'events', 'state', 'failing since', 'waiting', 'failed', 'last delivery'];
    return printed(json, found, heads, cells);
  };

/** Enables or disables a webhook. */
export const setWebhookEnabled =
  (workspace: string, id: string, enabled: boolean): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const [row] = await sql<
      { done: boolean }[]
    >`select rowseal_audit.set_webhook_enabled(${home}, ${id}, ${enabled}) as done`;
    if (!row?.done) throw new Error(`${workspace} has no webhook ${id}`);
    return { text: `Webhook ${id} was ${enabled ? 'enabled' : 'disabled'}` };
  };

/** Removes a webhook. */
export const removeWebhook =
  (workspace: string, id: string): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const [row] = await sql<{ done: boolean }[]>`select rowseal_audit.remove_webhook(${home}, ${id}) as done`;
    if (!row?.done) throw new Error(`${workspace} has no webhook ${id}`);
    return { text: `Webhook ${id} was removed` };
  };
