import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// SQL that an attacker has brought into the request of an owner, and that wants to take a secret away.
const db = await freshDatabase();
const gateway = connect(db.gatewayUrl);
const issuer = connect(db.issuerUrl);
afterAll(() => Promise.all([gateway.end(), issuer.end()]));

let owner: Person;
beforeAll(async () => {
  owner = await createPerson(db.admin, 'acme', 'owner');
});

/** The claims of the owner's access token, as SQL in the request could write them down if it knew them. */
const claims = () => {
  const { sub, sid, exp, seal_key, seal } = owner.entry;
  return `row('${sub}', '${sid}', null, null, ${exp}, '${seal_key}', '\\x${seal}')::rowseal_private.claims`;
};

const asOwner = (text: string) =>
  gateway.begin(async (sql) => {
    const { sub, sid, exp, seal_key, seal } = owner.entry;
    await sql`select rowseal.enter(${sub}, ${sid}, null, null, ${exp}, ${seal_key}, ${Buffer.from(seal, 'hex')}, 'acme')`;
    return sql.unsafe(text);
  });

const IN_A_YEAR = `now() + interval '366 days'`;

describe('SQL in the request of an owner', () => {
  test('creates and renews no personal access token', async () => {
    const attempts = [
      [`select * from rowseal.create_token('mine', ${IN_A_YEAR})`, '42883'],
      [`select rowseal.rotate_token(gen_random_uuid(), ${IN_A_YEAR})`, '42883'],
      [`select * from rowseal_private.create_token(${claims()}, 'acme', 'mine', ${IN_A_YEAR})`, '42501'],
      [`select rowseal_private.rotate_token(${claims()}, 'acme', gen_random_uuid(), ${IN_A_YEAR})`, '42501'],
      [`select * from rowseal_private.open_session(rowseal.user_id(), null, null, null, null)`, '42501'],
    ] as const;
    for (const [text, code] of attempts) await expect(asOwner(text)).rejects.toMatchObject({ code });
    expect(await db.admin`select from rowseal_private.personal_access_tokens`).toHaveLength(0);
  });

  test('the same claims get a working token from the issuing door: the control', async () => {
    const [made] = await issuer.unsafe(
      `select token from rowseal_private.create_token(${claims()}, 'acme', 'mine', ${IN_A_YEAR})`,
    );
    const scopes = await gateway.begin(async (sql) => {
      await sql`select rowseal.enter_with_token(${made?.['token']})`;
      return (await sql`select rowseal.effective_scopes() as scopes`)[0]?.['scopes'];
    });
    expect(scopes).toContain('owners:write');
  });

  test('finds no function that makes a secret, by whatever name', async () => {
    const makersFor = async (role: string) =>
      (
        await db.admin<{ name: string }[]>`
          select p.oid::regprocedure::text as name
            from pg_proc as p
           where p.pronamespace::regnamespace::text ~ '^rowseal' and p.prokind = 'f' and has_function_privilege(${role}, p.oid, 'execute')
             and pg_get_functiondef(p.oid) ~ 'format_token|format_refresh_token|random_bytes|issue_code|issue_proof|open_session'
           order by 1`
      ).map(({ name }) => name);
    expect(await makersFor('rowseal_gateway')).toEqual([]);
    // The control: it would find one.
    expect((await makersFor('rowseal_issuer')).join(' ')).toContain('create_token');
  });

  test('gets none with claims that were altered, at the issuing door either', async () => {
    const forged = claims().replace(owner.entry.sub, '00000000-0000-0000-0000-000000000001');
    const attempt = issuer.unsafe(
      `select token from rowseal_private.create_token(${forged}, 'acme', 'mine', ${IN_A_YEAR})`,
    );
    await expect(attempt).rejects.toMatchObject({ code: 'RS001' });
  });
});
