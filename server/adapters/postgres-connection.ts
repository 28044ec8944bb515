import postgres from 'postgres';
import { postgresOptions } from '../database/drivers.ts';
import type { Route } from '../database/login-settings.ts';
import { CHECK_ROLE, type Entering, kindOf, READY, RESET } from './entering.ts';
import { WorkspaceError } from './workspace-error.ts';

/** The handle of a transaction: a tagged template, and what makes fragments, values and statements of texts. */
export type Transaction = Pick<postgres.Sql, 'unsafe' | 'json' | 'array' | 'typed'> &
  postgres.ISql<Record<string, never>>;

/** What would take the transaction away from its connection, or open another one. */
const WITHHELD: ReadonlySet<string | symbol> = new Set([
  'begin',
  'reserve',
  'end',
  'close',
  'listen',
  'subscribe',
  'file',
]);

/**
 * One connection of its own, so that its holder has the transaction on it: this driver's own BEGIN may reserve none (porsager/postgres #1189), and
 * goes on over another connection when the first is lost (#1155).
 */
export class Connection {
  readonly sql: postgres.Sql;
  #isLost = false;
  #isChecked = false;
  /** Told when it is lost. */
  onLost: () => void = () => {};

  constructor(route: Route, applicationName: string) {
    this.sql = postgres({
      ...postgresOptions(route.target, { applicationName, startupOptions: route.options.all }),
      max: 1,
      // A statement under a name could have been planted there.
      prepare: false,
      fetch_types: false,
      onnotice: () => {},
      onclose: () => {
        this.#isLost = true;
        this.onLost();
      },
    });
  }

  /** Whether what is sent from now on would go over another connection, and so outside the transaction. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Checks the login role, the first time. */
  async check(isPooled: boolean): Promise<void> {
    if (this.#isChecked) return;
    const texts = isPooled ? ['begin', READY, CHECK_ROLE, 'commit'] : [CHECK_ROLE];
    await this.sql.unsafe(texts.join('; '));
    this.#isChecked = true;
    this.#isLost = false;
  }

  async begin({ text, values }: Entering, isPooled: boolean): Promise<void> {
    const outcomes = await Promise.allSettled([
      this.sql.unsafe(RESET),
      this.sql.unsafe(['begin', ...(isPooled ? [READY] : [])].join('; ')),
      this.sql.unsafe(text, values),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async commit(): Promise<void> {
    const { command } = await this.sql.unsafe('commit');
    if (command !== 'COMMIT') throw new WorkspaceError('rolled_back');
  }

  /** Whether it went through over the same connection. */
  async rollback(): Promise<boolean> {
    await this.sql.unsafe('rollback').catch(() => {
      this.#isLost = true;
    });
    return !this.#isLost;
  }
}

/** A query of the pinned driver: it is handed to its handler once it is awaited, and as part of another query never. */
type Query = PromiseLike<unknown> & {
  strings: readonly string[];
  handler: (query: Query) => void;
  options: { simple?: boolean };
  reject(error: Error): void;
  cancel(): unknown;
};

/** Guards one transaction: counts what runs, and refuses what comes too late. */
export class Guard {
  readonly #connection: Connection;
  #isOpen = true;
  readonly #running = new Set<Query>();
  #hasLeft = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    // What was sent between the server's last words and the end of the connection the driver never settles.
    connection.onLost = () => {
      for (const query of this.#running) query.reject(new WorkspaceError('connection_lost'));
    };
  }

  /** Whether a statement ended the transaction by itself. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Whether the connection may be lent again. */
  get isClean(): boolean {
    return this.#running.size === 0 && !this.#connection.isLost && !this.#hasLeft;
  }

  close(): void {
    this.#isOpen = false;
  }

  /** Ends the statements that run. */
  cancel(): void {
    for (const query of this.#running) query.cancel();
  }

  /** What the caller is given in place of the driver's `sql`. */
  handle(): Transaction {
    const guarded = <T>(made: T): T => {
      if (typeof made === 'object' && made !== null && 'handler' in made) this.#guard(made as unknown as Query);
      return made;
    };
    return new Proxy(this.#connection.sql, {
      apply: (target, _, args) => guarded(Reflect.apply(target, undefined, args)),
      get: (target, name) => {
        if (WITHHELD.has(name)) {
          return () => {
            throw new WorkspaceError('nested_begin');
          };
        }
        const value = Reflect.get(target, name);
        return name === 'unsafe' ? (...args: unknown[]) => guarded(Reflect.apply(value, undefined, args)) : value;
      },
    }) as unknown as Transaction;
  }

  #guard(query: Query): void {
    const send = query.handler;
    query.handler = (sent) => {
      if (!this.#isOpen) return sent.reject(new WorkspaceError('transaction_ended'));
      if (this.#connection.isLost) return sent.reject(new WorkspaceError('connection_lost'));
      if (kindOf(sent.strings.join(' ')) !== 'other') {
        this.#hasLeft = true;
        return sent.reject(new WorkspaceError('left_transaction'));
      }
      // One statement at a time: none of several could end the transaction unseen.
      sent.options.simple = false;
      this.#running.add(sent);
      const done = () => this.#running.delete(sent);
      Promise.prototype.then.call(sent, done, done);
      send(sent);
    };
  }
}
