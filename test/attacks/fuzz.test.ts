import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { apiWorld, type Call } from '#test/support/api-world.ts';
import type { Answer } from '#test/support/demo-app.ts';
import { AS_IT_IS, planned, plansFor } from '#test/support/request-plans.ts';

// With ROWSEAL_LONG=1 (npm run test:long) as many as find something; a sample of them otherwise.
const CASES = process.env['ROWSEAL_LONG'] === '1' ? 2000 : 8;

const world = await apiWorld();
const { db } = world;
await db.admin`create table passwords_before as select * from rowseal_private.passwords`;
await db.admin`create table workspaces_before as select * from rowseal.workspaces`;

/** Undoes what requests have done to those that come after. */
async function restore(): Promise<void> {
  await db.admin`delete from rowseal_private.throttles`;
  await db.admin`
    update rowseal_private.passwords as password
       set (salt, verifier, memory_kib, iterations, parallelism) = (before.salt, before.verifier, before.memory_kib, before.iterations, before.parallelism)
      from passwords_before as before
     where before.user_id = password.user_id and before.verifier <> password.verifier`;
  // Requests, and what they are made from, name a workspace by its slug; its rules let the caller in.
  await db.admin`
    update rowseal.workspaces as workspace
       set (slug, name, longest_token_lifetime, longest_session_age, networks, email_domains, required_assurance)
         = (before.slug, before.name, before.longest_token_lifetime, before.longest_session_age, before.networks,
            before.email_domains, before.required_assurance)
      from workspaces_before as before
     where before.id = workspace.id and workspace.* is distinct from before.*`;
  await world.renew();
}

// Lists would grow with every case.
beforeEach(async () => {
  await db.admin`delete from rowseal_private.sessions`;
  await db.admin`delete from rowseal_private.personal_access_tokens`;
  await restore();
});

const SECRETS = /^(password|(current|new)_password|token|refresh_token|code|code_verifier|client_(secret|assertion))$/;

/** Values of a request that nobody may find in an answer. */
function secretsIn({ body, headers = {} }: Call): string[] {
  const fields = typeof body === 'object' ? Object.entries(body ?? {}) : [];
  const named = fields.filter(([name]) => SECRETS.test(name)).map(([, value]) => value);
  const all = [...named, headers['authorization']?.split(' ').at(-1), headers['cookie']?.split('=').at(-1)];
  return all.filter((value) => typeof value === 'string').filter((value) => value.length >= 8);
}

/** What an answer should not have in it: what was sent in secret, and how we are made. */
function leakIn({ body, headers }: Answer, secrets: string[]): string | undefined {
  const text = JSON.stringify([body, headers]);
  const secret = secrets.find((value) => text.includes(JSON.stringify(value).slice(1, -1)));
  return secret ?? / at .*\.[jt]s\b|node_modules|\bselect\b.*\bfrom\b|SQLSTATE|rowseal_private/i.exec(text)?.[0];
}

test.each(world.operations.map((operation) => [operation.id, operation] as const))(
  `%s has a documented answer to ${CASES} requests, and never a 500`,
  async (_, operation) => {
    let successes = 0;
    await fc.assert(
      fc.asyncProperty(plansFor(operation), async (plan) => {
        const call = planned(plan, await world.request(operation));
        const answer = await world.call(operation, call);
        const isSuccess = answer.status < 400;
        if (isSuccess) successes++;
        if (isSuccess ? operation.method !== 'GET' : [401, 429].includes(answer.status)) await restore();
        expect(operation.fault(answer)).toBeUndefined();
        expect(answer.status).not.toBe(500);
        expect(leakIn(answer, secretsIn(call))).toBeUndefined();
      }),
      { numRuns: CASES, examples: [[AS_IT_IS]] },
    );
    // Or nothing behind the first check was met.
    expect(successes).toBeGreaterThan(CASES / 50);
  },
  180_000 + CASES * 300,
);
