import { afterAll, describe, expect, inject, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { withDatabase } from '#server/database/url.ts';
import { install } from '#server/install/install.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { serverOn } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const template = inject('template');
/** A Turkish database is decisive: its lower('I') is no i. */
const LOCALES: [name: string, options: string][] = [
  ['tr-TR', "locale_provider icu icu_locale 'tr-TR' locale 'C'"],
  ...(process.env['ROWSEAL_LONG']
    ? ([
        ['en-US', "locale_provider icu icu_locale 'en-US' locale 'C'"],
        ['C', "locale_provider libc locale 'C'"],
      ] as [string, string][])
    : []),
];

/** An installation in a database of its own, which no template could have made. */
async function installedIn(locale: string, options: string) {
  const name = `${template.clonePrefix}${locale.toLowerCase().replace('-', '_')}`;
  await withConnection(template.adminUrl, (server) =>
    server.unsafe(`create database ${name} template template0 encoding 'UTF8' ${options}`),
  );
  const adminUrl = withDatabase(template.adminUrl, name);
  const doors = await install({ adminUrl, masterKey: TEST_MASTER_KEY });
  await installNotes(adminUrl);
  const admin = connect(adminUrl, { max: 2 });
  afterAll(async () => {
    await admin.end({ timeout: 1 });
    await withConnection(template.adminUrl, (server) => server`drop database ${server(name)} with (force)`);
  });
  return { name, adminUrl, admin, ...doors };
}

describe.each(LOCALES)('in a database of the locale %s', async (locale, options) => {
  const db = await installedIn(locale, options);
  const { send } = await serverOn(db, { graphql: false });
  const post = (url: string, payload: object) => send({ method: 'POST', url, payload });

  test('the locale is what it says: the control', async () => {
    const [row] = await db.admin`select lower('TITI') as lower`;
    expect(row?.['lower']).toBe(locale === 'tr-TR' ? 't\u0131t\u0131' : 'titi');
  });

  test('addresses are one in small and capital letters, by SQL and by HTTP', async () => {
    expect((await post('/v1/auth/register', { email: 'IVI@ICI.TEST', password: DEMO_PASSWORD })).status).toBe(202);
    expect((await post('/v1/auth/register', { email: 'ivi@ici.test', password: DEMO_PASSWORD })).status).toBe(202);
    const users = await db.admin`select email from rowseal.users`;
    expect([...users]).toEqual([{ email: 'ivi@ici.test' }]);
    for (const email of ['IVI@ICI.TEST', 'ivi@ici.test', 'Ivi@Ici.Test'])
      expect((await post('/v1/auth/token', { provider: 'password', email, password: DEMO_PASSWORD })).status).toBe(200);
    // As an administrator or an application calls it, without a server that has made them small.
    const [challenged] = await db.admin<{ one: number }[]>`
      select count(distinct salt)::int as one
        from unnest(array['IVI@ICI.TEST', 'ivi@ici.test']) as typed, rowseal_private.password_challenge(typed)`;
    expect(challenged).toEqual({ one: 1 });
    const [made] = await db.admin<{ id: string | null }[]>`
      select rowseal_private.create_account('IVI@ICI.TEST', null, row(
        salt, sha256('x'), memory_kib, iterations, parallelism
      )::rowseal_private.derived_password, true) as id from rowseal_private.password_policy()`;
    expect(made, 'the address has an account').toEqual({ id: null });
  });
});
