import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { LEAVE, NO_PORTAL, writeEntrance } from './batch-entrance.ts';
import type { Entrance } from './entry.ts';
import { type Column, columnsOf, countOf, NO_COLUMNS, rowOf } from './result-columns.ts';
import {
  closeMessage,
  DESCRIBE,
  EXECUTE,
  freshPortal,
  ownStatement,
  parameter,
  parseMessage,
  type Scratch,
  SYNC,
} from './wire.ts';

/** One statement to run. Without a name it is parsed each time. */
export interface Statement {
  text: string;
  values: unknown[];
  name?: string;
  rowMode?: 'array';
}

/** What a statement answered. */
export type Answer = Pick<pg.QueryResult, 'rows' | 'rowCount'>;

/** How far a batch came: its statement was not bound yet; bound (or to be parsed later); its caller entered; all of it ran. */
export type Stage = 'begun' | 'bound' | 'entered' | 'done';

/** What a batch came to. `status` is the transaction status it left: `I` where none is open, `?` where the connection is dead. */
export type Outcome = { stage: Stage; status: string } & ({ answer: Answer } | { error: Error });

/** Our own statements at the start of a batch: their messages, and how many. */
export interface Preamble {
  bytes: Buffer;
  count: number;
}

/**
 * Makes the start of batches.
 *
 * @param texts - statements of our own, without parameters and literals.
 */
export function preambleOf(...texts: string[]): Preamble {
  return { bytes: Buffer.concat(texts.map(ownStatement)), count: texts.length };
}

/** What one Sync carries. */
export interface Batch {
  preamble: Preamble;
  entrance?: Entrance;
  statement?: Statement;
  /**
   * Binds the statement before its caller enters, by the name that the connection knows it by or without one: the entry function can compare what stands
   * behind the portal, and a query reads nothing that is newer than its caller's entry. Left out: see RunningBatch.
   */
  boundFirst?: 'named' | 'nameless';
}

/** A statement that a connection has parsed. */
export interface Named {
  /** Its name there. */
  local: string;
  text: string;
  /** SHA-256 of the text, as a parameter. */
  digest: Buffer;
  columns?: readonly Column[] | undefined;
}

/** What a batch uses of its connection. */
export interface BatchHome {
  /** Whether another backend may answer next time: what it calls a statement may then have other columns. */
  readonly isPooled: boolean;
  readonly scratch: Scratch;
  /** The batch that is out. */
  current: RunningBatch | undefined;
  /** The statement known here by that name, if it has that text. */
  known(statement: Statement): Named | undefined;
  /** Remembers that a statement was parsed. */
  remember(name: string, named: Named): void;
  /** Names of statements to be closed; they are handed out once. */
  takeForgotten(): string[];
}

/**
 * One Sync, and so one implicit transaction and one round trip, its answer coming after the commit:
 * `preamble · [Parse] Bind statement · Parse/Bind/Execute entrance · Describe/Execute statement · Sync`, or with the entry function first, and once more
 * at the end. Where one step raises, the server discards the rest up to the Sync. Written as one buffer, by hand: pg is pinned for what this uses of
 * it, and test/database/gateway.test.ts proves it.
 */
export class RunningBatch {
  /** pg wraps it, to know when its query timeout is over, and then calls it with an Error of its own. */
  callback: (outcome: Outcome | Error) => void;
  readonly #connection: BatchHome;
  readonly #batch: Batch;
  readonly #named: Named | undefined;
  readonly #isParsing: boolean;
  #columns: readonly Column[] | undefined;
  #parses = 0;
  #binds = 0;
  #completes = 0;
  #rows: unknown[] = [];
  #rowCount: number | null = null;
  #error: Error | undefined;

  constructor(connection: BatchHome, batch: Batch, resolve: (outcome: Outcome) => void) {
    this.#connection = connection;
    this.#batch = batch;
    const { statement, boundFirst } = batch;
    const known = statement && boundFirst === 'named' ? connection.known(statement) : undefined;
    this.#isParsing = boundFirst !== undefined && known === undefined;
    this.#named = this.#isParsing && statement ? newlyNamed(statement.text, boundFirst === 'nameless') : known;
    this.callback = (outcome) =>
      resolve(outcome instanceof Error ? { stage: this.#stage, status: '?', error: outcome } : outcome);
  }

  /** Called by pg when the connection is free. */
  submit({ stream }: pg.Connection): null {
    this.#connection.current = this;
    const { scratch } = this.#connection;
    scratch.restart();
    scratch.put(this.#batch.preamble.bytes);
    for (const name of this.#connection.takeForgotten()) scratch.put(closeMessage(name));
    if (this.#named) this.#writeBoundFirst(scratch, this.#named);
    else this.#writeEntranceFirst(scratch);
    scratch.put(SYNC);
    if (stream.writable) stream.write(scratch.written);
    return null;
  }

  #writeBoundFirst(scratch: Scratch, named: Named): void {
    const { entrance, statement } = this.#batch;
    const portal = freshPortal();
    if (this.#isParsing) scratch.put(parseMessage(named.local, named.text));
    scratch.putBind(portal, named.local, statement?.values ?? []);
    if (entrance) {
      writeEntrance(scratch, entrance, () => {
        scratch.putText(portal);
        scratch.put(named.digest);
      });
    }
    this.#columns = this.#connection.isPooled ? undefined : named.columns;
    if (!this.#columns) scratch.putDescribe(portal);
    scratch.putExecute(portal);
  }

  /** The caller enters once more at the end, because the statement has read what was written since. */
  #writeEntranceFirst(scratch: Scratch): void {
    const { entrance, statement } = this.#batch;
    const enter = () => {
      if (entrance) writeEntrance(scratch, entrance, () => scratch.put(NO_PORTAL));
    };
    enter();
    if (!statement) return;
    scratch.put(parseMessage('', statement.text));
    scratch.putBind('', '', statement.values);
    scratch.put(DESCRIBE);
    scratch.put(EXECUTE);
    if (entrance) scratch.put(LEAVE);
    enter();
  }

  get #stage(): Stage {
    const { preamble, entrance } = this.#batch;
    if (this.#completes >= preamble.count + (entrance ? 1 : 0)) return 'entered';
    const isBound = this.#binds > preamble.count || (!this.#named && this.#completes === preamble.count);
    return isBound ? 'bound' : 'begun';
  }

  parsed(): void {
    this.#parses++;
  }

  bound(): void {
    this.#binds++;
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#columns = columnsOf(fields);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    try {
      this.#rows.push(rowOf(this.#columns ?? NO_COLUMNS, fields, this.#batch.statement?.rowMode === 'array'));
    } catch (error) {
      this.#error ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { preamble, entrance } = this.#batch;
    if (this.#completes++ === preamble.count + (entrance ? 1 : 0)) this.#rowCount = countOf(text);
  }

  handleEmptyQuery(): void {
    this.#completes++;
  }

  handlePortalSuspended(): void {}
  handleCopyData(): void {}
  handleReadyForQuery(): void {}

  /** The Sync that went out with the batch was swallowed, as all but copy data is. */
  handleCopyInResponse(connection: pg.Connection & { sendCopyFail(why: string): void }): void {
    connection.sendCopyFail('a statement may not ask for data');
    connection.sync();
  }

  /** An error of the server waits for ReadyForQuery, which says how the connection is left; after any other nothing more comes. */
  handleError(error: Error): void {
    this.#error ??= error;
    if ('severity' in error && error.severity !== 'FATAL') return;
    if (this.#connection.current === this) this.#connection.current = undefined;
    this.settle('?');
  }

  /** Ends the batch, in a transaction status of ReadyForQuery, or `?`. */
  settle(status: string): void {
    const { statement, boundFirst, preamble } = this.#batch;
    const name = boundFirst === 'named' && this.#isParsing ? statement?.name : undefined;
    if (this.#named && name !== undefined && this.#parses > preamble.count)
      this.#connection.remember(name, this.#named);
    const error = this.#error ?? (status === '?' ? new Error('Connection terminated unexpectedly') : undefined);
    if (error) {
      this.callback({ stage: this.#stage, status, error });
      return;
    }
    if (this.#named) this.#named.columns = this.#columns ?? NO_COLUMNS;
    this.callback({ stage: 'done', status, answer: { rows: this.#rows, rowCount: this.#rowCount } });
  }
}

function newlyNamed(text: string, isNameless: boolean): Named {
  const digest = parameter(createHash('sha256').update(text).digest());
  return { local: isNameless ? '' : randomBytes(6).toString('base64url'), text, digest };
}
