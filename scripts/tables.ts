import postgres from 'postgres';
import { postgresOptions } from '../server/database/drivers.ts';

interface Domain {
  name: string;
  type: string;
  constraints: string[];
  about: string;
}

interface Column {
  relation: string;
  about: string;
  name: string;
  type: string;
  constraints: string[];
  comment: string | null;
  indexes: string[];
}

/**
 * Describes Rowseal's tables in Markdown, from the catalogue.
 *
 * @param adminUrl - an administrator's connection string to a database where Rowseal is installed.
 */
export async function describeTables(adminUrl: string): Promise<string> {
  const sql = postgres({ ...postgresOptions(adminUrl), max: 1, onnotice: () => {} });
  try {
    const columns = await sql<Column[]>`
      select c.oid::regclass::text as relation, obj_description(c.oid, 'pg_class') as about, a.attname as name,
             concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                       case a.attgenerated when 's' then 'generated' else 'default ' || pg_get_expr(d.adbin, d.adrelid) end) as type,
             array(select pg_get_constraintdef(k.oid) from pg_constraint as k
                    where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c') order by k.contype desc, k.conname) as constraints,
             array(select regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX ([^ ]+) ON [^ ]+ USING', '\\1\\2') from pg_index as i
                    where i.indrelid = c.oid and not exists (select from pg_constraint as k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
                    order by 1) as indexes,
             col_description(c.oid, a.attnum) as comment
        from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text ~ '^rowseal'
       order by c.relnamespace::regnamespace::text, c.relname, a.attnum`;
    const domains = await sql<Domain[]>`
      select t.oid::regtype::text as name, format_type(t.typbasetype, t.typtypmod) as type, obj_description(t.oid, 'pg_type') as about,
             array(select pg_get_constraintdef(k.oid) from pg_constraint as k where k.contypid = t.oid order by k.conname) as constraints
        from pg_type as t
       where t.typtype = 'd' and t.typnamespace::regnamespace::text ~ '^rowseal'
       order by 1`;
    return render(columns, domains);
  } finally {
    await sql.end();
  }
}

function render(columns: Column[], domains: Domain[]): string {
  const relations = [...new Set(columns.map(({ relation }) => relation))];
  const sections = relations.map((relation) => {
    const own = columns.filter((column) => column.relation === relation);
    const [{ about, constraints, indexes } = { about: '', constraints: [], indexes: [] }] = own;
    const rows = own.map(
      ({ name, type, comment }) => `| ${name} | ${type} | ${(comment ?? '').replaceAll('\n', ' ')} |`,
    );
    const list = [...constraints, ...indexes.map((index) => `index ${index}`)].map((text) => `- \`${text}\``);
    return [`## ${relation}`, '', about, '', '| column | type | |', '|---|---|---|', ...rows, '', ...list].join('\n');
  });
  for (const { name, type, about, constraints } of domains) {
    sections.push(
      [`## ${name}`, '', `A domain over ${type}. ${about}`, '', ...constraints.map((text) => `- \`${text}\``)].join(
        '\n',
      ),
    );
  }
  return `${['# Tables', '', 'Generated from the database by `npm run describe`; a test keeps it true.', '', sections.join('\n\n')].join('\n')}\n`;
}
