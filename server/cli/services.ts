import { type Printing, printed, type Question, workspaceId } from './auditing.ts';
import { timeOf, when } from './table.ts';
import { explained } from './workspaces.ts';

interface Listed {
  id: string;
  name: string;
  scopes: string;
  state: string;
  created_by: string | null;
  key_id: string | null;
  last_four: string | null;
  last_used_at: string | null;
  expires_at: string | null;
}

/** The services of a workspace, with their keys. */
export const listServices =
  (workspace: string, { json }: Printing): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const rows = await sql<{ line: Listed }[]>`
      select to_jsonb(line) as line from rowseal_audit.list_services(${home}) as line`;
    const found = rows.map(({ line }) => line);
    const moment = (at: string | null) => (at === null ? '' : when(new Date(at)));
    const cells = found.map((row) => [
      ...[row.id, row.name, row.state, row.scopes],
      row.key_id === null ? '(no key)' : `${row.key_id} ${row.last_four === null ? 'public key' : `…${row.last_four}`}`,
      ...[moment(row.last_used_at), moment(row.expires_at)],
    ]);
    return printed(json, found, ['service', 'name', 'state', 'scopes', 'key', 'last use', 'expires'], cells);
  };

/** Creates a service. */
export const createService =
  (workspace: string, name: string, { scopes }: { scopes: string }): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const wanted = scopes.split(/\s+/).filter((scope) => scope !== '');
    const [made] = await explained(
      sql<
        { id: string }[]
      >`select rowseal_audit.create_service(${home}, ${name}, string_to_array(${wanted.join(' ')}, ' ')) as id`,
    );
    return {
      text: `Service ${name} (${made?.id}) was created in ${workspace}; create a key for it: rowseal service key`,
    };
  };

/** Removes a service and its keys. */
export const removeService =
  (workspace: string, id: string): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const [row] = await sql<{ done: boolean }[]>`select rowseal_audit.remove_service(${home}, ${id}) as done`;
    if (!row?.done) throw new Error(`${workspace} has no service ${id}`);
    return { text: `Service ${id} was removed, and its keys` };
  };

/** Creates a key of a service. */
export const createKey =
  (workspace: string, service: string, { expires, networks }: { expires?: string; networks?: string[] }): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const end = expires === undefined ? null : timeOf(expires);
    const [key] = await explained(
      sql<{ id: string; token: string; ends_at: Date }[]>`
        select id, token, ends_at
          from rowseal_audit.create_service_key(${home}, ${service}, ${end}, string_to_array(${networks?.join(' ') ?? null}, ' ')::cidr[])`,
    );
    if (!key) throw new Error('no key was created');
    return { text: `${key.token}\nKey ${key.id} expires ${when(key.ends_at)}. It is shown only once` };
  };

/** Revokes a key of a service. */
export const revokeKey =
  (workspace: string, id: string): Question =>
  async (sql) => {
    const home = await workspaceId(sql, workspace);
    const [row] = await sql<{ done: boolean }[]>`select rowseal_audit.revoke_service_key(${home}, ${id}) as done`;
    if (!row?.done) throw new Error(`${workspace} has no live key ${id}`);
    return { text: `Key ${id} was revoked` };
  };
