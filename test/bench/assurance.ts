import type postgres from 'postgres';
import { type Backend, type Session, versus } from './backend.ts';

/** What a policy of assurance may cost whoever enters, in microseconds of the backend's CPU beside `enter` that knows none. */
export const ASSURANCE_PARTS = {
  none: { label: 'enter beside one without assurance, no policy', atMost: 3 },
  met: { label: 'enter beside one without assurance, a policy that the session meets', atMost: 3 },
  grace: { label: 'enter beside one without assurance, a policy in its grace period' },
} as const satisfies Record<string, { label: string; atMost?: number }>;

const SIZE = { blocks: 40, turns: 100 };

/** What of rowseal.enter is about assurance: without it the function is the same. */
const OF_ASSURANCE = [
  /,\s*\(greatest\(entered\.required_assurance[\s\S]+?(?=\s+into )/,
  /(?<=v_evidence), v_is_asked/,
  /or v_is_asked and .+/,
];

/**
 * Makes `bench.enter_without`, which is rowseal.enter as it is installed, but for what is about assurance.
 *
 * @param admin - the administrator.
 */
export async function makeEnterWithout(admin: postgres.Sql): Promise<void> {
  const [row] = await admin<{ definition: string }[]>`
    select pg_get_functiondef(oid) as definition from pg_proc
     where pronamespace = 'rowseal'::regnamespace and proname = 'enter' and pronargs = 10`;
  let definition = row?.definition ?? '';
  for (const part of OF_ASSURANCE) {
    if (!part.test(definition)) throw new Error(`rowseal.enter has no ${part}: the comparison would measure nothing`);
    definition = definition.replace(part, ' ');
  }
  await admin.unsafe(
    definition
      .replace('FUNCTION rowseal.enter(', 'FUNCTION bench.enter_without(')
      .replaceAll('enter.', 'enter_without.'),
  );
  await admin.unsafe(`
    alter function bench.enter_without owner to rowseal_owner;
    revoke execute on function bench.enter_without from public;
    grant usage on schema bench to rowseal_gateway, rowseal_owner;
    grant execute on function bench.enter_without to rowseal_gateway`);
}

/**
 * What assurance adds to entering, by label; both sides in turns.
 *
 * @param backend - outside a transaction.
 * @param admin - sets the policies.
 * @param sessions - to enter with.
 */
export async function assuranceRound(
  backend: Backend,
  admin: postgres.Sql,
  sessions: AsyncGenerator<Session, never>,
): Promise<Record<string, number>> {
  const entering = (name: string) => async () => {
    const { claims } = (await sessions.next()).value;
    await backend.run(`${name} alone`, `select ${name}($1, $2, $3, $4, $5, $6, $7, $8, null, null)`, claims);
  };
  const more = async () => {
    const [full, without] = await versus(backend, entering('rowseal.enter'), entering('bench.enter_without'), SIZE);
    return full - without;
  };
  const proofs = (kinds: string[]) => admin`
    insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
    select user_id, id, unnest(${kinds}::text[]), now() from rowseal_private.sessions on conflict do nothing`;
  const policy = (level: number | null) => admin`
    update rowseal_private.settings set required_assurance = ${level}, assurance_grace = '7 days'`;
  try {
    await proofs(['password']);
    const none = await more();
    await policy(2);
    const grace = await more();
    await proofs(['totp']);
    const met = await more();
    return {
      [ASSURANCE_PARTS.none.label]: none,
      [ASSURANCE_PARTS.met.label]: met,
      [ASSURANCE_PARTS.grace.label]: grace,
    };
  } finally {
    await policy(null);
    await admin`delete from rowseal_private.session_proofs`;
    await admin`vacuum analyze rowseal_private.sessions`;
  }
}
