import type { Question } from './auditing.ts';

interface Policy {
  required_assurance: number | null;
  grace: string;
  since: string | null;
  least_password: number;
  people: number;
  lacking: number;
}

/** What PostgreSQL says of what is no interval, or none that may be. */
const NO_GRACE: ReadonlySet<string> = new Set(['22007', '22008', '22015', '23514']);

const ASKED: Readonly<Record<number, string>> = { 2: 'two factors', 3: 'a passkey' };

/** What the installation asks of everybody. */
export const showPolicy =
  ({ json }: { json: boolean }): Question =>
  async (sql) => {
    const [row] = await sql<{ policy: Policy }[]>`
      select to_jsonb(policy) as policy from rowseal_audit.installation_policy() as policy`;
    if (!row) throw new Error('the installation has no settings');
    const { policy } = row;
    return { text: json ? JSON.stringify(policy, null, 2) : sentence(policy) };
  };

function sentence({ required_assurance: level, grace, since, least_password, people, lacking }: Policy): string {
  const passwords = `New passwords have ${least_password} characters or more`;
  if (level === null) return `Nothing is asked of everybody; a workspace may ask its members. ${passwords}`;
  const asked = `Since ${since?.slice(0, 19)}Z everybody is asked for ${ASKED[level]}, with a grace period of ${grace}`;
  return `${asked}. ${lacking} of ${people} people lack it. ${passwords}`;
}

/**
 * Asks everybody for a level of assurance, and has those told by mail who lack the factor.
 *
 * @param level - 2 or 3.
 */
export const setPolicy =
  (level: string, { grace }: { grace: string }): Question =>
  async (sql) => {
    const [row] = await sql<{ status: string }[]>`
      select rowseal_audit.set_installation_policy(${Number(level)}, ${grace}::interval) as status`.catch((error) => {
      throw NO_GRACE.has(error.code) ? new Error('a grace period is 0 to 90 days, such as "14 days"') : error;
    });
    if (row?.status === 'unchanged') return { text: 'It was so before' };
    return { text: `Everybody is asked for ${ASKED[Number(level)]}. Who lacks the factor is told by mail` };
  };

/** Asks nothing of everybody any more. */
export const endPolicy: Question = async (sql) => {
  const [row] = await sql<{ status: string }[]>`
    select rowseal_audit.set_installation_policy(null) as status`;
  return { text: row?.status === 'unchanged' ? 'It was so before' : 'Nothing is asked of everybody any more' };
};
