import { type Printing, printed, type Question, workspaceId } from './auditing.ts';
import { explained, type Sentences } from './explained.ts';
import { timeOf, when } from './table.ts';

const OF_SERVICES: Sentences = {
  RS113: 'there is no such scope',
  '23514': 'a service must have a name of 1 to 100 characters, and each scope once',
};
const OF_KEYS: Sentences = {
  RS011: 'a key must expire in the future, and within the longest lifetime that the workspace allows',
  RS013: 'there is no such service in the workspace',
  RS042: 'the service has two keys: revoke one first',
  '22P02': '--networks takes networks such as 192.0.2.0/24',
  '23514': '--networks takes a hundred networks at most',
};

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
      OF_SERVICES,
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
      OF_KEYS,
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
