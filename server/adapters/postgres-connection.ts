import postgres from 'postgres';
import { postgresOptions } from '../database/drivers.ts';
import type { Route } from '../database/login-settings.ts';
import { CHECK_ROLE, type Entering, READY, RESET } from './entering.ts';
import { hasLeftTransaction, kindOf } from './statement-kind.ts';
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
  readonly #silence: number;
  /** Told when it is lost. */
  onLost: () => void = () => {};

  /**
   * @param route - to the door.
   * @param applicationName - as the database shows it.
   * @param silence - how long the database may say nothing, in milliseconds.
   */
  constructor(route: Route, applicationName: string, silence: number) {
    this.#silence = silence;
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

  /** Gives the connection up when it is not told to stop within the time in which a database answers. @returns what to call before. */
  listening(): () => void {
    const timer = setTimeout(() => {
      this.#isLost = true;
      this.onLost();
      void this.sql.end({ timeout: 0 }).catch(() => {});
    }, this.#silence);
    return () => clearTimeout(timer);
  }

  /** What the database answers to several statements in one flight. */
  async #answers<T>(...sent: readonly PromiseLike<T>[]): Promise<T[]> {
    const stop = this.listening();
    try {
      const outcomes = await Promise.allSettled(sent);
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<T>).value);
    } finally {
      stop();
    }
  }

  /** A statement whose parameters are texts, casts in its own text: else the driver asks for their types first, in a flight of its own. */
  #bound({ text, values }: Entering) {
    const query = this.sql.unsafe(text, [], { simple: false } as object);
    const parameters = values.map((value) => (value instanceof Buffer ? `\\x${value.toString('hex')}` : value));
    return Object.assign(query, { parameters });
  }

  /** Checks the login role, the first time. */
  async check(isPooled: boolean): Promise<void> {
    if (this.#isChecked) return;
    const texts = isPooled ? ['begin', READY, CHECK_ROLE, 'commit'] : [CHECK_ROLE];
    await this.#answers(this.sql.unsafe(texts.join('; ')));
    this.#isChecked = true;
    this.#isLost = false;
  }

  async begin(entering: Entering, isPooled: boolean): Promise<void> {
    const begin = ['begin', ...(isPooled ? [READY] : [])].join('; ');
    await this.#answers(this.sql.unsafe(RESET), this.sql.unsafe(begin), this.#bound(entering));
  }

  /** One statement outside of every transaction, in one flight with what undoes what earlier ones left. */
  async ask<Row>(entering: Entering, isPooled: boolean): Promise<Row> {
    const before = [RESET, ...(isPooled ? [`begin; ${READY}`] : [])].map((each) => this.sql.unsafe(each));
    const after = isPooled ? [this.sql.unsafe('commit')] : [];
    const answers = await this.#answers(...before, this.#bound(entering), ...after);
    return answers[before.length]?.[0] as Row;
  }

  async commit(): Promise<void> {
    const [answer] = await this.#answers(this.sql.unsafe('commit'));
    if (answer?.command !== 'COMMIT') throw new WorkspaceError('rolled_back');
  }

  /** Whether it went through over the same connection. */
  async rollback(): Promise<boolean> {
    await this.#answers(this.sql.unsafe('rollback')).catch(() => {
      this.#isLost = true;
    });
    return !this.#isLost;
  }
}

/** A query of the pinned driver: it is handed to its handler once it is awaited, and as part of another query never. */
type Query = PromiseLike<unknown> & {
  strings: readonly string[];
  args: readonly unknown[];
  handler: (query: Query) => void;
  options: { simple?: boolean };
  resolve(answer: unknown): void;
  reject(error: Error): void;
  cancel(): unknown;
};

/** Guards one transaction: counts what runs, and refuses what comes too late. */
export class Guard {
  readonly #connection: Connection;
  #isOpen = true;
  readonly #running = new Set<Query>();
  #stopListening: () => void = () => {};
  #hasLeft = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    // What was sent between the server's last words and the end of the connection the driver never settles.
    connection.onLost = () => {
      for (const query of this.#running) query.reject(new WorkspaceError('connection_lost'));
    };
  }

  /** Whether a statement ended the transaction by itself, or was about to. */
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
      if (isQuery(made)) this.#guard(made);
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

  /** What ends its transaction fails it, even where the application catches that. */
  #refuse(query: Query): void {
    this.#hasLeft = true;
    query.reject(new WorkspaceError('left_transaction'));
  }

  #guard(query: Query): void {
    const send = query.handler;
    query.handler = (sent) => {
      if (!this.#isOpen) return sent.reject(new WorkspaceError('transaction_ended'));
      if (this.#connection.isLost) return sent.reject(new WorkspaceError('connection_lost'));
      const text = textOf(sent);
      if (this.#hasLeft || kindOf(text) !== 'other') return this.#refuse(sent);
      // One statement at a time: none of several could end the transaction unseen.
      Object.defineProperty(sent.options, 'simple', { value: false, writable: false });
      const { resolve } = sent;
      sent.resolve = (answer) => (hasLeftTransaction(text, commandsOf(answer)) ? this.#refuse(sent) : resolve(answer));
      this.#running.add(sent);
      if (this.#running.size === 1) this.#stopListening = this.#connection.listening();
      const done = () => {
        this.#running.delete(sent);
        this.#stopListening();
        if (this.#running.size > 0) this.#stopListening = this.#connection.listening();
      };
      Promise.prototype.then.call(sent, done, done);
      send(sent);
    };
  }
}

/** What an application hands over as a value may have a member of that name too. */
const isQuery = (value: unknown): value is Query => value instanceof Promise && 'handler' in value;

/** As the driver will put it together, but for values and names. */
function textOf({ strings, args }: Query): string {
  return strings.reduce((text, string, index) => `${text}${partOf(args[index - 1])}${string}`);
}

function partOf(value: unknown): string {
  if (isQuery(value)) return textOf(value);
  return Array.isArray(value) && isQuery(value[0]) ? value.map((part) => ` ${partOf(part)}`).join('') : '$';
}

/** The command tags of an answer, which is one result, or several. */
function commandsOf(answer: unknown): (string | null | undefined)[] {
  if (!Array.isArray(answer)) return [];
  const results: { command?: string | null }[] = 'command' in answer ? [answer] : answer;
  return results.map(({ command }) => command);
}
