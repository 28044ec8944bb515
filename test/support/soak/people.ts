import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Caller } from './caller.ts';
import { refused, revokeUnderUse } from './revoking.ts';
import { Session, sessionIdOf, type Transport } from './session.ts';

const READ = { query: '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }' };
const INSERT = 'mutation ($title: String!) { createNote(input: { note: { title: $title } }) { note { title } } }';

/** Asks GraphQL for notes. */
export const reading = (headers: Record<string, string>): Asked => ({
  method: 'POST',
  path: '/graphql',
  headers,
  body: READ,
});
const asking = (headers: Record<string, string>): Asked => ({ path: '/v1/me', headers });

/** Somebody at work: with a session, until it is over. */
export class Person {
  readonly #caller: Caller;
  readonly #email: string;
  readonly #transport: Transport;
  #session: Session;

  private constructor(caller: Caller, email: string, transport: Transport, session: Session) {
    this.#caller = caller;
    this.#email = email;
    this.#transport = transport;
    this.#session = session;
  }

  /** Signs somebody in. */
  static async arrive(caller: Caller, email: string, transport: Transport): Promise<Person> {
    return new Person(caller, email, transport, await Session.logIn(caller, email, transport));
  }

  /**
   * Works until it is over.
   *
   * @param isOver - asked before each request.
   * @returns the session that is left.
   */
  async work(isOver: () => boolean): Promise<Session> {
    const moves: [share: number, move: () => Promise<void>][] = [
      [0.5, () => this.#read()],
      [0.65, () => this.#ask()],
      [0.82, () => insert(this.#caller, this.#session.headers)],
      [0.95, () => this.#session.renew()],
      [0.962, () => this.#useToken()],
      [0.982, () => this.#leave()],
      [1, () => this.#endFromElsewhere()],
    ];
    while (!isOver()) {
      const dice = Math.random();
      await moves.find(([share]) => dice <= share)?.[1]();
      if (this.#session.isSpent) await this.#leave();
      await sleep(20 + Math.random() * 40);
    }
    return this.#session;
  }

  async #read(): Promise<void> {
    const outcome = await this.#caller.once('GraphQL read', reading(this.#session.headers));
    this.#caller.expect('GraphQL read', outcome, 200);
  }

  async #ask(): Promise<void> {
    const outcome = await this.#caller.once('GET /v1/me', asking(this.#session.headers));
    this.#caller.expect('GET /v1/me', outcome, 200);
  }

  /** Makes a personal access token, works with it, revokes it. */
  async #useToken(): Promise<void> {
    const made = await this.#caller.answered('POST /v1/tokens', {
      method: 'POST',
      path: '/v1/tokens',
      // Where its answer was lost, no second one is made.
      headers: { ...this.#session.headers, 'idempotency-key': crypto.randomUUID() },
      body: { name: 'a script', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
    });
    // It was made and its answer lost: a token is shown once.
    if (made.again && made.status === 409) return;
    if (!this.#caller.expect('make a token', made, 201)) return;
    const { id, token } = made.body as { id: string; token: string };
    const headers = { authorization: `Bearer ${token}` };
    for (let n = 0; n < 3; n++) {
      const outcome = await this.#caller.once('GraphQL read, token', reading(headers));
      this.#caller.expect('GraphQL read, token', outcome, 200);
    }
    await insert(this.#caller, headers);
    await revokeUnderUse(this.#caller, 'a personal access token', [asking(headers), reading(headers)], async () => {
      const answer = await this.#caller.answered('DELETE /v1/tokens/:id', {
        method: 'DELETE',
        path: `/v1/tokens/${id}`,
        headers: this.#session.headers,
      });
      this.#caller.expect('revoke a token', answer, ...(answer.again ? [204, 404] : [204]));
      return answer;
    });
    this.#caller.ledger.ended.push(token);
  }

  /** Signs out, and in again. */
  async #leave(): Promise<void> {
    const left = this.#session;
    await this.#end(left, async () => {
      const answer = await left.logOut();
      this.#caller.expect('log out', answer, 204);
      return answer;
    });
    this.#session = await Session.logIn(this.#caller, this.#email, this.#transport);
  }

  /** Ends a session from another one. */
  async #endFromElsewhere(): Promise<void> {
    const ended = this.#session;
    this.#session = await Session.logIn(this.#caller, this.#email, this.#transport);
    await this.#end(ended, async () => {
      const answer = await this.#caller.answered('DELETE /v1/auth/sessions/:id', {
        method: 'DELETE',
        path: `/v1/auth/sessions/${sessionIdOf(ended.access)}`,
        headers: this.#session.headers,
      });
      this.#caller.expect('end a session', answer, ...(answer.again ? [204, 404] : [204]));
      return answer;
    });
  }

  async #end(session: Session, revoke: Parameters<typeof revokeUnderUse>[3]): Promise<void> {
    const uses = [asking(session.headers), reading(session.headers)];
    await revokeUnderUse(this.#caller, 'a session', uses, revoke);
    refused(this.#caller, 'the refresh token of a session', await session.presented());
    this.#caller.ledger.ended.push(session.access);
  }
}

/** Writes a note, and notes how far it has come. */
async function insert(caller: Caller, headers: Record<string, string>): Promise<void> {
  const title = crypto.randomUUID();
  const body = { query: INSERT, variables: { title } };
  const outcome = await caller.once('GraphQL insert', { method: 'POST', path: '/graphql', headers, body });
  caller.expect('GraphQL insert', outcome, 200);
  caller.ledger.notes.set(title, outcome.kind === 'answered' ? 'made' : outcome.kind);
}
