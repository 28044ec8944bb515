import { type Backend, type Session, versus } from './backend.ts';

/** What of the sealed context is measured, and how much of the backend's CPU it may take, in microseconds. */
export const PARTS = {
  enterSent: { label: 'enter, as sent in a batch', atMost: 60 },
  enterNamed: { label: 'enter, as sent, workspace named by slug' },
  enterLooped: { label: 'enter, in a loop on the server', atMost: 60 },
  checkLooped: { label: 'policy check, in a loop on the server', atMost: 10 },
  checkStatement: { label: 'policy check, once a statement' },
} as const satisfies Record<string, { label: string; atMost?: number }>;

const TURNS = 3000;
const SIZE = { blocks: 20, turns: 100 };

/**
 * What entering costs, by label.
 *
 * @param backend - outside a transaction.
 * @param sessions - to enter with.
 */
export async function enterRound(
  backend: Backend,
  sessions: AsyncGenerator<Session, never>,
): Promise<Record<string, number>> {
  const bare = () => backend.run('one', 'select 1');
  const entered = async () => backend.batch((await sessions.next()).value.claims, 'one', 'select 1');
  const named = async () => {
    const { claims, slug } = (await sessions.next()).value;
    await backend.batch([...claims.slice(0, -1), slug], 'one', 'select 1');
  };
  const [sent, floor] = await versus(backend, entered, bare, SIZE);
  const [sentNamed, floorNamed] = await versus(backend, named, bare, SIZE);
  const { claims } = (await sessions.next()).value;
  const looped = await backend.transaction(async () => {
    const spent = await backend.during(() =>
      backend.client.query('select bench.loop_enter($1, $2, $3, $4, $5, $6, $7, $8, $9)', [TURNS, ...claims]),
    );
    const idle = await backend.during(() => backend.client.query('select bench.loop_enter_floor($1)', [TURNS]));
    return (spent - idle) / TURNS;
  });
  return {
    [PARTS.enterSent.label]: sent - floor,
    [PARTS.enterNamed.label]: sentNamed - floorNamed,
    [PARTS.enterLooped.label]: looped,
  };
}

/**
 * What a check by a policy costs, by label.
 *
 * @param backend - outside a transaction.
 * @param sessions - to enter with.
 */
export async function checkRound(
  backend: Backend,
  sessions: AsyncGenerator<Session, never>,
): Promise<Record<string, number>> {
  const session = (await sessions.next()).value;
  return backend.transaction(async () => {
    await backend.enter(session);
    const spent = await backend.during(() => backend.client.query('select bench.loop_check($1)', [TURNS]));
    const idle = await backend.during(() => backend.client.query('select bench.loop_check_floor($1)', [TURNS]));
    const [checked, floor] = await versus(
      backend,
      () => backend.run('check', `select (select rowseal.workspace_for('notes:read'))`),
      () => backend.run('no check', 'select (select null::uuid)'),
      SIZE,
    );
    return {
      [PARTS.checkLooped.label]: (spent - idle) / TURNS,
      [PARTS.checkStatement.label]: checked - floor,
    };
  });
}
