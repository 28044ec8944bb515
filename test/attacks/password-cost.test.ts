import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { createPerson } from '#test/support/people.ts';

const { db, send, logIn } = await demoApp({ graphql: false });
const gateway = connect(db.gatewayUrl);
afterAll(() => gateway.end());
// As installed; the demo's is as cheap as may be.
await db.admin`update rowseal_private.settings set password_memory_kib = default, password_iterations = default`;

/** In KiB: all the memory that a 32-bit parameter can name. */
const TWO_TERABYTES = 2_147_483_647;

/** Somebody with the password, and what SQL in a request of theirs answers. */
async function injected(memory: number, iterations: number, parallelism: number) {
  const ada = await createPerson(db.admin, 'acme', 'member');
  const { sub, sid, exp, seal_key, seal } = ada.entry;
  const key = Buffer.alloc(32, 1);
  await db.admin`
    insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
    values (${sub}, ${Buffer.alloc(16)}, sha256(${key}), 19456, 2, 1)`;
  return gateway.begin(async (sql) => {
    await sql`select rowseal.enter(${sub}, ${sid}, null, null, ${exp}, ${seal_key}, ${Buffer.from(seal, 'hex')})`;
    const [row] = await sql`
      select status from rowseal.change_password(${key}, row(${Buffer.alloc(16, 2)}, ${key}, ${memory}, ${iterations}, ${parallelism}))`;
    return row?.['status'];
  });
}

describe('SQL in a request', () => {
  test('the control: changes the password of its user, at the cost that the policy sets', async () => {
    expect(await injected(19_456, 2, 1)).toBe('changed');
  });

  test.each([
    [TWO_TERABYTES, 2, 1],
    [1_048_576, 100, 16],
    [7_168, 1, 1],
    [19_456, 2_147_483_647, 1],
    [19_456, 2, 255],
    [0, 0, 0],
  ])('cannot choose the cost of a password: %i KiB, %i passes, %i lanes', async (...cost) => {
    await expect(injected(...cost)).rejects.toMatchObject({ code: 'RS121' });
  });
});

describe('a stored cost that no policy allows', () => {
  test('is refused by the table', async () => {
    await expect(db.admin`update rowseal_private.passwords set memory_kib = ${TWO_TERABYTES}`).rejects.toMatchObject({
      code: '23514',
    });
  });

  test('does not end the server at the next login', async () => {
    const [email, password] = ['eve@acme.test', 'the password of Eve'];
    await send({ method: 'POST', url: '/v1/auth/register', payload: { email, password } });
    await db.admin`alter table rowseal_private.passwords drop constraint passwords_memory_kib_check`;
    await db.admin`
      update rowseal_private.passwords set memory_kib = ${TWO_TERABYTES}
       where user_id = (select id from rowseal.users where email = ${email})`;
    // Derived at the default cost, which happens to be what this password was derived with.
    expect((await logIn(email, {}, password)).status).toBe(200);
    expect((await send({ url: '/healthz' })).status).toBe(200);
    expect((await logIn('member@acme.test')).status).toBe(200);
  });

  test.runIf(process.platform === 'linux')(
    'the control: derived as it is stored, it asks for all the memory there is',
    async () => {
      const thread = path.resolve(import.meta.dirname, '../../server/credentials/argon2-thread.ts');
      const derive = `import(${JSON.stringify(thread)}).then(({ default: derive }) => derive({
      secret: 'x', argon2id: { salt: new Uint8Array(16), memory_kib: ${TWO_TERABYTES}, iterations: 2, parallelism: 1 } }))`;
      // Under a limit, so that the system does not look for somebody to kill.
      const run = promisify(execFile)('sh', ['-c', 'ulimit -v 16000000; exec "$0" -e "$1"', process.execPath, derive]);
      await expect(run).rejects.toThrow(/allocation|memory/i);
    },
  );
});
