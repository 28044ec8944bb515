import { randomInt, randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import type { SealedClaims } from '#server/database/sealed-claims.ts';
import { logInAt, refreshAt, rowOf } from './refresh-tokens.ts';

/** What the client of a session knows. */
export interface HeldSession {
  userId: string;
  id: string;
  /** The newest refresh token that it has received. */
  token: string;
  /** The claims that came with it. */
  claims: SealedClaims;
  /** How far its end has come: nobody wants it, somebody has asked for it, the database has said that it is done. */
  end: 'open' | 'asked' | 'acknowledged';
}

/** What clients saw in a run, however often the database died in it. */
export interface Witness {
  sessions: HeldSession[];
  /** Every successor ever received, by session and generation. */
  successors: Map<string, Set<string>>;
  /** What must never happen, in words. */
  complaints: string[];
  /** Rotations that were answered, and requests that the death of the database left without an answer. */
  answered: number;
  unanswered: number;
}

const PASSWORD_KEY = Buffer.alloc(32, 7);

/** A witness of nothing yet. */
export function newWitness(): Witness {
  return { sessions: [], successors: new Map(), complaints: [], answered: 0, unanswered: 0 };
}

/**
 * Presents the newest refresh token of a session, and takes down what came of it.
 *
 * @param witness - takes it down.
 * @param session - whose token.
 * @param sql - a connection of the issuer.
 * @param heard - whether the client is still there when the answer comes.
 * @returns the status, of which only rotated, retried and, once the end was asked for, revoked are right.
 */
export async function refresh(
  witness: Witness,
  session: HeldSession,
  sql: postgres.Sql,
  heard: () => boolean = () => true,
): Promise<string> {
  const { status, refresh_token: successor, claims } = await refreshAt(sql, session.token);
  if (!heard()) return status;
  if (successor !== null && (status === 'rotated' || status === 'retried')) {
    const successors = witness.successors.get(generationOf(successor)) ?? new Set();
    witness.successors.set(generationOf(successor), successors.add(successor));
    if (successors.size > 1) witness.complaints.push(`${generationOf(successor)} has ${successors.size} tokens`);
    witness.answered++;
    Object.assign(session, { token: successor, claims });
  } else if (status !== 'revoked' || session.end === 'open') {
    witness.complaints.push(`the newest token of a session whose end was ${session.end} was answered with ${status}`);
  }
  return status;
}

/** Session and generation, as a refresh token carries them: after its prefix 16 bytes of user, 16 of session, 4 of generation. */
function generationOf(token: string): string {
  const payload = Buffer.from(token.slice(4), 'base64url');
  return `session ${payload.toString('hex', 16, 32)} generation ${payload.readUInt32BE(32)}`;
}

/** Clients at work until the database dies. */
export interface Load {
  /** From now on the database may go away, and every second client no longer hears what it says: it died with it. */
  expectDeath(): void;
  /** Resolves when every client has noticed. */
  over: Promise<void>;
}

/**
 * Lets clients log in, rotate, and end sessions, all at the same time. Each works on sessions of its own; a rotation is asked for over one
 * connection or two at once, as two tabs of a browser do; while a session ends, it rotates.
 *
 * @param witness - takes down what they see; the sessions that it knows go on.
 * @param connections - of the issuer, one to a client.
 */
export function startLoad(witness: Witness, connections: postgres.Sql[]): Load {
  let dying = false;
  const client = async (sql: postgres.Sql, place: number) => {
    const heard = () => !dying || place % 2 === 0;
    const neighbour = connections[(place + 1) % connections.length] ?? sql;
    const mine = witness.sessions.filter((session, i) => i % connections.length === place && session.end === 'open');
    const account = await register(sql);
    for (;;) {
      const session = mine[randomInt(mine.length + 1)];
      const dice = Math.random();
      if (!session || dice < 0.05) {
        const opened = await logIn(sql, account);
        if (heard()) mine.push(opened);
        if (heard()) witness.sessions.push(opened);
      } else if (dice < 0.1 && mine.length > 2) {
        mine.splice(mine.indexOf(session), 1);
        await Promise.all([end(session, sql, heard), refresh(witness, session, neighbour, heard)]);
      } else {
        const tabs = dice < 0.4 ? [sql, neighbour] : [sql];
        // Both tabs hold the token that is the newest now; refresh() reads it before it waits.
        await Promise.all(tabs.map((tab) => refresh(witness, session, tab, heard)));
      }
    }
  };
  const clients = connections.map((sql, place) =>
    client(sql, place).catch((error: unknown) => {
      if (dying) witness.unanswered++;
      else witness.complaints.push(`a client failed: ${error}`);
    }),
  );
  return {
    expectDeath: () => {
      dying = true;
    },
    over: Promise.all(clients).then(() => {}),
  };
}

async function end(session: HeldSession, sql: postgres.Sql, heard: () => boolean): Promise<void> {
  session.end = 'asked';
  const [row] = await sql`select rowseal_private.log_out(${rowOf(session.token)}) as ended`;
  if (row?.['ended'] && heard()) session.end = 'acknowledged';
}

async function register(sql: postgres.Sql): Promise<string> {
  const address = `${randomUUID()}@crash.test`;
  // Each from a network of their own: one that registers many would have to wait.
  const network = `10.${randomInt(256)}.${randomInt(256)}.1`;
  await sql`
    select rowseal_private.register_with_password(
      ${address}, null, row(${Buffer.alloc(16)}, ${PASSWORD_KEY}, 19456, 2, 1), ${network}
    )`;
  return address;
}

async function logIn(sql: postgres.Sql, address: string): Promise<HeldSession> {
  const { status, refresh_token: token, claims } = await logInAt(sql, address, PASSWORD_KEY);
  if (token === null) throw new Error(`a login came to ${status}`);
  return { userId: claims.sub, id: claims.sid, token, claims, end: 'open' };
}
