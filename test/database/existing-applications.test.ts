import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installTestKit } from '#server/install/test-kit.ts';
import { connect } from '#test/support/connect.ts';
import { type FreshDatabase, freshDatabase } from '#test/support/database.ts';
import { splitStatements } from '#test/support/sql-statements.ts';

// demo/existing: two applications that were there before, as a DBA brings them under Rowseal.
const EXISTING = path.resolve(import.meta.dirname, '../../demo/existing');
/** The program, where it is not the machine's own, with psql beside it: of the server's version or a later one. */
const PG_DUMP = process.env['ROWSEAL_TEST_PG_DUMP'] ?? 'pg_dump';

const APPLICATIONS = [
  {
    name: 'chinook',
    roles: ['chinook_owner', 'chinook_server', 'chinook_reports'],
    key: '1',
    /** What a view or a function of the owner's shows, and what of it is the tenant's. */
    view: 'select sum(invoices)::int as rows from chinook.sales_by_country',
    ofTenant: 'select count(*)::int as rows from chinook.invoice where store_id = 1',
    /** A statement of the application's server, which knows nothing of tenants there. */
    insert: 'insert into chinook.invoice_line (invoice_id, track_id, unit_price, quantity) values (1, 1, 0.99, 1)',
    inserted: `select line.store_id = invoice.store_id as same from chinook.invoice_line as line
                 join chinook.invoice using (invoice_id) order by invoice_line_id desc limit 1`,
  },
  {
    name: 'pagila',
    roles: ['pagila_owner', 'pagila_server'],
    key: '9000000001',
    view: 'select count(*)::int as rows from pagila.rewards_report(1)',
    ofTenant: 'select count(distinct customer_id)::int as rows from pagila.payment where company_id = 9000000001',
    insert: `insert into pagila.payment (customer_id, staff_id, rental_id, amount, payment_date)
             select customer_id, staff_id, rental_id, 1, '2025-03-31Z' from pagila.rental where rental_id = 1`,
    inserted: `select payment.company_id = rental.company_id as same from pagila.payment
                 join pagila.rental using (rental_id) order by payment_date desc limit 1`,
  },
] as const;

/** The version of the machine's pg_dump; 0 where there is none. */
function versionOfPgDump(): number {
  try {
    return Number(/\d+/.exec(execFileSync(PG_DUMP, ['--version'], { encoding: 'utf8' }))?.[0]);
  } catch {
    return 0;
  }
}

interface Table {
  name: string;
  /** Those that are not generated. */
  columns: string;
}

/** Tables of a schema and of its auth, in the order in which they were made; no partitions. */
function tablesOf(admin: postgres.Sql, schema: string): Promise<Table[]> {
  return admin<Table[]>`
    select class.oid::regclass::text as name, string_agg(quote_ident(attname), ', ' order by attnum) as columns
      from pg_class as class join pg_attribute as attribute on attrelid = class.oid
     where class.relnamespace in (${schema}::regnamespace, 'auth'::regnamespace) and class.relkind in ('r', 'p')
       and not class.relispartition and attnum > 0 and not attisdropped and attgenerated = ''
     group by class.oid order by class.oid`;
}

/** All rows of tables, as somebody sees them. */
async function contents(sql: postgres.Sql, tables: readonly Table[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, columns } of tables) {
    const [row] = await sql.unsafe(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest
         from (select ${columns} from ${name}) as t`,
    );
    found[name] = String(row?.['digest']);
  }
  return found;
}

describe.each(APPLICATIONS)('$name', async ({ name, roles, key, view, ofTenant, insert, inserted }) => {
  const [db, copied, restored] = [
    await freshDatabase({ tap: true }),
    await freshDatabase({ tap: true }),
    await freshDatabase({ tap: true }),
  ];
  const [owner] = roles;
  const opened: postgres.Sql[] = [];
  const urlOf = (of: FreshDatabase, role: string) => {
    const url = new URL(of.adminUrl);
    url.username = role;
    return url.href;
  };
  const connected = (of: FreshDatabase, role: string) => {
    const sql = connect(urlOf(of, role));
    opened.push(sql);
    return sql;
  };
  /** Each statement by itself, as psql sends a file. */
  const run = async (sql: postgres.Sql, file: string) => {
    const source = await readFile(path.join(EXISTING, name, `${file}.sql`), 'utf8');
    for (const { text: statement } of splitStatements(source))
      await sql.unsafe(statement).catch((error: Error) => {
        throw new Error(`${file}.sql: ${error.message}: ${statement}`, { cause: error });
      });
  };
  const undone = async (sql: postgres.Sql, work: (sql: postgres.TransactionSql) => Promise<void>) => {
    const undo = new Error('undo');
    await sql
      .begin(async (transaction) => {
        await work(transaction);
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
  };
  let sql: postgres.Sql;

  beforeAll(async () => {
    await run(db.admin, 'roles');
    await db.admin.unsafe(`grant rowseal_developer to ${owner}`);
    for (const { admin, name } of [db, copied, restored])
      await admin.unsafe(`grant create on database "${name}" to ${owner}`);
    sql = connected(db, owner);
    for (const file of ['schema', 'data', 'prepare', 'protect']) await run(sql, file);
    await installTestKit(db.adminUrl);
  });
  afterAll(async () => {
    for (const one of opened) await one.end();
    for (const { admin } of [db, copied, restored]) await admin.unsafe(`drop owned by ${roles.join(', ')} cascade`);
    await db.admin.unsafe(`drop role ${roles.join(', ')}`);
  });

  test('every table of a tenant is isolated, as rowseal_test proves it', async () => {
    const tables = await db.admin<{ table: string }[]>`
      select policy.polrelid::regclass::text as table
        from pg_policy as policy join pg_class as class on class.oid = policy.polrelid
       where policy.polname = 'rowseal_guard' and not class.relispartition
         and rowseal_private.protection_of(policy.polrelid) ->> 'workspace' is not null
         and class.relnamespace = ${name}::regnamespace
       order by 1`;
    expect(tables).toHaveLength(7);
    const said: string[] = [];
    for (const { table } of tables)
      await undone(db.admin, async (suite) => {
        await suite`set local search_path = tap, pg_catalog`;
        await suite`select no_plan()`;
        const lines = await suite`select rowseal_test.isolated(${table}::regclass) as line`;
        said.push(...lines.map(({ line }) => String(line)));
      });
    expect(said).toEqual(tables.map(({ table }) => `ok 1 - ${table} is isolated`));
  });

  test('there is no finding but that the owner logs in and that the test kit is here, which a DBA accepts', async () => {
    const accept = db.admin`
      select rowseal_audit.accept(fingerprint, 'As before, and for the time of this test', now() + interval '1 day')
        from rowseal_audit.findings where kind = 'owner_logs_in' and object = ${owner} or kind = 'test_kit'`;
    expect(await accept).toHaveLength(2);
    expect(await findingsOf(db.admin)).toEqual([]);
  });

  test.runIf(process.env['ROWSEAL_LONG'] === '1')(
    'the matrix has rows of every table, and nobody reaches those of another tenant',
    async () => {
      const shared = await db.admin<{ name: string }[]>`
      select rowseal_test.name_of(relation) as name from rowseal_test.protected_tables() as relation
       where (rowseal_test.protection(relation) -> 'shared')::boolean`;
      await undone(db.admin, async (suite) => {
        if (name === 'pagila')
          await suite`select rowseal_test.give('pagila.payment', 'payment_date', '''2025-03-31Z''')`;
        const rows = await suite<{ line: string }[]>`select rowseal_test.matrix() as line`;
        const reached = rows.map(({ line }) => line.split(' | ')).filter(([table]) => table?.startsWith(name));
        const everything = reached.filter((cells) => cells.some((cell) => cell.endsWith(' everything')));
        expect(new Set(reached.map(([table]) => table)).size).toBe(7 + shared.length);
        expect([...new Set(everything.map(([table]) => table))].sort()).toEqual(
          shared.map((table) => table.name).sort(),
        );
      });
    },
  );

  test('no table is left without policies, and requests see what all tenants share', async () => {
    const [open] = await db.admin`
      select count(*)::int as tables from pg_class
       where relnamespace = ${name}::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`;
    expect(open).toEqual({ tables: 0 });
    await undone(db.admin, async (suite) => {
      await enterTenant(suite, key);
      const shared = name === 'chinook' ? 'chinook.track' : 'pagila.film';
      expect((await suite.unsafe(`select count(*)::int as rows from ${shared}`))[0]?.['rows']).toBeGreaterThan(100);
    });
  });

  test('a view or a function of the owner shows a request its own tenant, and the owner all of them', async () => {
    const [all] = await sql.unsafe(view);
    const [own] = await sql.unsafe(ofTenant);
    await undone(db.admin, async (suite) => {
      await enterTenant(suite, key);
      expect((await suite.unsafe(view))[0]).toEqual(own);
    });
    expect(all?.['rows']).toBeGreaterThan(Number(own?.['rows']));
  });

  test('the application’s own server goes on: it sees all rows, and writes without knowing of tenants', async () => {
    const server = connected(db, roles[1]);
    const tables = (await tablesOf(db.admin, name)).filter((table) => table.name.startsWith(name));
    expect(await contents(server, tables)).toEqual(await contents(db.admin, tables));
    await undone(server, async (transaction) => {
      await transaction.unsafe(insert);
      expect((await transaction.unsafe(inserted))[0]).toEqual({ same: true });
    });
  });

  test('its owner copies every row out, and in elsewhere before protecting', async () => {
    const tables = await tablesOf(db.admin, name);
    const other = connected(copied, owner);
    for (const file of ['schema', 'prepare']) await run(other, file);
    for (const { name: table, columns } of tables) {
      const rows = await text(await sql.unsafe(`copy (select ${columns} from ${table}) to stdout`).readable());
      const into = await other.unsafe(`copy ${table} (${columns}) from stdin`).writable();
      into.end(rows);
      await once(into, 'finish');
    }
    await run(other, 'protect');
    const here = await contents(db.admin, tables);
    expect(await contents(other, tables)).toEqual(here);
    expect(Object.values(here).filter((digest) => digest.startsWith('0 '))).toHaveLength(name === 'pagila' ? 1 : 0);
  });

  test('its owner dumps and restores every row, and the policies with them', async ({ skip }) => {
    const [server] = await db.admin`select current_setting('server_version_num')::int / 10000 as major`;
    const version = versionOfPgDump();
    skip(version < Number(server?.['major']), `pg_dump is of version ${version}, the server of ${server?.['major']}`);
    const schemas = ['-n', name, '-n', 'auth'];
    const dump = execFileSync(PG_DUMP, ['--enable-row-security', ...schemas, '-d', urlOf(db, owner)], {
      encoding: 'utf8',
    });
    // PostgreSQL 16 does not know this setting, which a later pg_dump writes all the same.
    const input = Number(server?.['major']) < 17 ? dump.replace('SET transaction_timeout = 0;', '') : dump;
    const psql = PG_DUMP.replace(/[^/]*$/, 'psql');
    execFileSync(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', '-d', urlOf(restored, owner)], { input, stdio: 'pipe' });
    const tables = await tablesOf(db.admin, name);
    expect(await contents(restored.admin, tables)).toEqual(await contents(db.admin, tables));
    expect(await policiesOf(restored.admin, name)).toEqual(await policiesOf(db.admin, name));
    // Rowseal itself was not restored: no workspace has those keys there yet.
    const kinds = (await findingsOf(restored.admin)).map((finding) => finding.replace(/ .*/, ''));
    expect([...new Set(kinds)].sort()).toEqual(['owner_logs_in', 'workspace_unknown']);
  });
});

/** From now on the transaction is that of a member with every scope, in the workspace of a tenant. */
async function enterTenant(suite: postgres.TransactionSql, key: string): Promise<void> {
  await suite`
    select rowseal_test.as_user(rowseal_test.visitor(id), id::text) from rowseal.workspaces where external_key = ${key}`;
}

/** But for logins that other test files make in the same server meanwhile, and what an installer without superuser's rights leaves. */
async function findingsOf(admin: postgres.Sql): Promise<string[]> {
  const found = await admin<{ finding: string }[]>`
    select concat_ws(' ', kind, object, why) as finding from rowseal_audit.findings
     where kind not in ('role_bypasses', 'own_role_membership', 'group_without_binding', 'logs_parameters')`;
  return found.map(({ finding }) => finding);
}

function policiesOf(admin: postgres.Sql, schema: string): Promise<postgres.RowList<postgres.Row[]>> {
  return admin`
    select tablename, policyname, permissive, roles, cmd, qual, with_check from pg_policies
     where schemaname = ${schema} order by 1, 2`;
}
