import pg from 'pg';
import { z } from 'zod';
import { dice } from './dice.ts';
import { Composer, type Ground } from './statements.ts';
import { PROTECTED } from './tables.ts';
import { KEYS, type Persona } from './world.ts';

/** A statement that showed or changed what it must not. */
export interface Find {
  seed: number;
  persona: Persona;
  what: string;
  statements: string[];
}

/** What came of some statements. */
export interface Outcome {
  /** Statements that ran: those of a wrong syntax or type do not count. */
  ran: number;
  /** Those of them that ended without an error. */
  completed: number;
  /** Those that could not run, by SQLSTATE. */
  invalid: Map<string, number>;
  finds: Find[];
}

const CHANGED = /^changed /;
const row = z.record(z.string(), z.unknown()).nullable();
const change = z.object({ relation: z.string(), op: z.enum(['INSERT', 'UPDATE', 'DELETE']), old: row, new: row });

/** Whether a statement was none: syntax, names, types, and what a plan of 18.4 cannot carry (XX000). 42501 is an answer. */
const isInvalid = (code: string) =>
  (/^(42|0A|XX|34)/.test(code) && code !== '42501') || ['22P02', '55000'].includes(code);

const PERSONAS = ['member', 'member', 'member', 'viewer', 'limited'] as const;

const spelled = (text: string | null | undefined) => (text == null ? 'null' : `'${text.replaceAll("'", "''")}'`);

/**
 * Runs statements that a seed makes, each in a transaction of rowseal_gateway that has honestly entered and is rolled back, until so
 * many have run or there are enough finds.
 *
 * @param url - rowseal_gateway's connection URL.
 * @param ground - what they are made of.
 * @param options - count: how many have to run; seed: of the first, which the next ones count up; enough: finds to stop at.
 */
export async function trial(
  url: string,
  ground: Ground,
  { count, seed, enough = 1 }: { count: number; seed: number; enough?: number },
): Promise<Outcome> {
  const client = new pg.Client({ connectionString: url, options: '-c jit=off -c statement_timeout=20s' });
  const notices: string[] = [];
  client.on('notice', ({ message = '', detail = '', where = '' }) =>
    notices.push(CHANGED.test(message) ? message : `${message} ${detail} ${where}`),
  );
  await client.connect();
  client.connection.on('copyData', ({ chunk }: { chunk: Buffer }) => notices.push(chunk.toString()));
  const outcome: Outcome = { ran: 0, completed: 0, invalid: new Map(), finds: [] };
  try {
    for (let next = seed; outcome.ran < count && outcome.finds.length < enough; next++) {
      const chance = dice(next);
      const persona = chance.pick(PERSONAS);
      // Now and then what the last one kept, by whoever comes next.
      const statements = chance.chance(0.03)
        ? [`execute kept(${spelled(ground.sides.stranger.workspaceId)})`]
        : new Composer(chance, ground).compose();
      notices.length = 0;
      const { error, shown } = await send(client, ground, persona, statements);
      if (error && isInvalid(error.code ?? '')) {
        outcome.invalid.set(error.code ?? '', (outcome.invalid.get(error.code ?? '') ?? 0) + 1);
        if (!/canary/i.test(shown)) continue;
      }
      outcome.ran++;
      if (!error) outcome.completed++;
      const what = judge(shown, notices, error === undefined, ground, persona);
      if (what) outcome.finds.push({ seed: next, persona, what, statements });
    }
    return outcome;
  } finally {
    await client.end();
  }
}

/** Everything a client is told by the statements: rows, an error with all its parts, what was noted in a setting. */
async function send(
  client: pg.Client,
  { sides }: Ground,
  persona: Persona,
  statements: readonly string[],
): Promise<{ error?: pg.DatabaseError; shown: string }> {
  const { entry } = sides.personas[persona];
  const claims = [
    entry.sub,
    entry.sid,
    entry.workspace,
    entry.scope,
    entry.exp,
    entry.seal_key,
    `\\x${entry.seal}`,
    entry.wanted,
  ];
  const text = [
    'begin',
    `select rowseal.enter(${claims.map(spelled).join(', ')})`,
    ...statements,
    `select current_setting('a.seen', true)`,
    'rollback',
  ].join(';\n');
  try {
    const results: unknown = await client.query({ text, rowMode: 'array' });
    return {
      shown: JSON.stringify(results, (key, value: unknown) =>
        key === 'fields' || key.startsWith('_') ? undefined : value,
      ),
    };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    await client.query('rollback');
    const { message, detail, hint, where, internalQuery } = error;
    // The text of a statement is no answer: what is seen is marked by what no statement spells.
    return { error, shown: JSON.stringify([message, detail, hint, where, internalQuery]) };
  }
}

/** What must not have been: a canary in an answer, or a row written that is not the persona's to write. */
function judge(
  shown: string,
  notices: readonly string[],
  ended: boolean,
  { sides }: Ground,
  persona: Persona,
): string | undefined {
  const told = notices.filter((notice) => !CHANGED.test(notice));
  const seen = [shown, ...told].find((text) => /canary/i.test(text));
  if (seen !== undefined) return `saw ${/.{0,60}canary.{0,60}/i.exec(seen)?.[0]}`;
  // What a statement that failed has written is undone.
  if (!ended) return undefined;
  const { entry, workspaceId } = sides.personas.member;
  for (const notice of notices.filter((text) => CHANGED.test(text))) {
    const { relation, op, old, new: made } = change.parse(JSON.parse(notice.slice('changed '.length)));
    const table = PROTECTED.find(({ name }) => name === relation);
    const own = table?.tenant === 'bigint' ? Number(KEYS.own) : workspaceId;
    const wrong = [old, made].some(
      (one) =>
        one !== null &&
        (one[table?.workspace ?? ''] !== own ||
          persona !== 'member' ||
          (table?.authors === 'read' && one['author'] !== entry.sub) ||
          (table?.authors === 'write' && op !== 'INSERT' && one['author'] !== entry.sub)),
    );
    if (wrong) return notice;
  }
  return undefined;
}
