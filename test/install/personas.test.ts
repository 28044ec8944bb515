import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personas } from '#server/index.ts';
import { installTestKit } from '#server/install/test-kit.ts';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';

const { admin, adminUrl } = await freshDatabase({ tap: true });
const pool = new pg.Pool({ connectionString: adminUrl, max: 1 });
const suiteRole = `personas_suite_${process.pid}`;
const suiteUrl = new URL(adminUrl);
suiteUrl.username = suiteRole;
const suite = connect(suiteUrl.href);

beforeAll(async () => {
  await admin.unsafe(`create role ${suiteRole} login in role rowseal_user`);
  await installTestKit(adminUrl, suiteRole);
});
afterAll(async () => {
  await Promise.all([pool.end(), suite.end()]);
  await admin.unsafe(`drop owned by ${suiteRole}; drop role ${suiteRole}`);
});

const asAnybody = personas(admin);
const asInPool = personas(pool);
const asInSuite = personas(suite);
const ANN = { email: 'ann@a.test', role: 'member' };

/** How many notes and people there are, whoever wrote them. */
const left = async () =>
  (
    await admin`select (select count(*)::int from app.notes) as notes, (select count(*)::int from rowseal.users) as people`
  )[0];

/** Each kind of client: a note that is written, and what is seen of it. */
const written: [string, (role: string) => Promise<unknown>][] = [
  [
    'a superuser’s postgres.js',
    (role) =>
      asAnybody({ ...ANN, role }, 'a', async (sql) => {
        await sql`insert into app.notes (title) values ('hers')`;
        return sql`select title, current_user::text as role from app.notes`;
      }),
  ],
  [
    'postgres.js of a suite’s own login',
    (role) =>
      asInSuite({ ...ANN, role }, 'a', async (sql) => {
        await sql`insert into app.notes (title) values ('hers')`;
        return sql`select title, 'rowseal_gateway' as role from app.notes`;
      }),
  ],
  [
    'a pool of pg',
    (role) =>
      asInPool({ ...ANN, role }, 'a', async (client) => {
        await client.query("insert into app.notes (title) values ('hers')");
        return (await client.query('select title, current_user::text as role from app.notes')).rows;
      }),
  ],
];

describe.each(written)('%s', (_, write) => {
  test('acts as a person in a workspace, and leaves nothing behind', async () => {
    const before = await left();
    expect(await write('member')).toEqual([{ title: 'hers', role: 'rowseal_gateway' }]);
    expect(await left()).toEqual(before);
  });

  test('throws what the work throws, and goes on with the next person', async () => {
    await expect(write('viewer')).rejects.toMatchObject({ code: 'RS006' });
    expect(await write('member')).toHaveLength(1);
  });
});

test('a person who is there already needs no role, and a stranger is refused', async () => {
  await expect(asAnybody('ann@a.test', 'a', async () => {})).rejects.toMatchObject({ code: 'RS013' });
  await admin`select rowseal_test.member('ben@b.test', 'b')`;
  expect(await asAnybody('ben@b.test', 'b', async (sql) => sql`select from app.notes`)).toHaveLength(0);
});

test('a session or a token may have fewer scopes than the role, a person no workspace, and nobody neither', async () => {
  const read = personas(admin);
  const notes = async (sql: Parameters<Parameters<typeof read>[2]>[0]) => sql`select from app.notes`;
  const limited = { ...ANN, scopes: ['notes:write'] };
  await expect(read(limited, 'a', notes)).rejects.toMatchObject({ code: 'RS006' });
  await expect(read({ ...limited, token: true }, 'a', notes)).rejects.toMatchObject({ code: 'RS006' });
  expect(await read({ ...limited, scopes: ['notes:read'], token: true }, 'a', notes)).toHaveLength(0);
  await expect(read('ben@b.test', null, notes)).rejects.toMatchObject({ code: 'RS007' });
  await expect(read(null, null, notes)).rejects.toMatchObject({ code: 'RS008' });
});
