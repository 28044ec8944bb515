import type pg from 'pg';
import { type Batch, type BatchHome, type Named, type Outcome, RunningBatch, type Statement } from './gateway-batch.ts';
import { Scratch } from './wire.ts';

const STATEMENTS = 100;
const NAMELESS_MS = 60_000;

/** What we keep of a connection: its buffer, the batch that is out, the statements it holds, and those to be closed. */
export class BatchConnection implements BatchHome {
  readonly client: pg.ClientBase;
  readonly isPooled: boolean;
  readonly scratch = new Scratch();
  current: RunningBatch | undefined;
  #names = new Map<string, Named>();
  #forgotten: string[] = [];
  #avoidsUntil = 0;

  constructor(client: pg.ClientBase, isPooled: boolean) {
    this.client = client;
    this.isPooled = isPooled;
    const { connection } = client as unknown as { connection: pg.Connection };
    connection.on('parseComplete', () => this.current?.parsed());
    connection.on('bindComplete', () => this.current?.bound());
    connection.on('readyForQuery', ({ status }: { status: string }) => this.#settle(status));
    connection.on('end', () => this.#settle('?'));
  }

  /** Runs a batch; never rejects. */
  run(batch: Batch): Promise<Outcome> {
    return new Promise((resolve) => {
      this.client.query(new RunningBatch(this, batch, resolve));
    });
  }

  known({ name, text }: Statement): Named | undefined {
    const named = name === undefined ? undefined : this.#names.get(name);
    return named?.text === text ? named : undefined;
  }

  remember(name: string, named: Named): void {
    this.forget(name);
    this.#names.set(name, named);
    const [oldest] = this.#names.keys();
    if (this.#names.size > STATEMENTS && oldest !== undefined) this.forget(oldest);
  }

  /** Closes a statement with the next batch. */
  forget(name: string): void {
    const named = this.#names.get(name);
    if (!named) return;
    this.#names.delete(name);
    this.#forgotten.push(named.local);
  }

  /** Takes note that the connection holds no statement any more. */
  forgetAll(): void {
    this.#names.clear();
    this.#forgotten = [];
  }

  /**
   * Whether statements go without names for a while: behind a pooler that does not follow them, each would have to be sent twice.
   */
  get avoidsNames(): boolean {
    return performance.now() < this.#avoidsUntil;
  }

  /** Takes note that the pooler has lost a statement. */
  avoidNames(): void {
    this.#avoidsUntil = performance.now() + NAMELESS_MS;
  }

  takeForgotten(): string[] {
    return this.#forgotten.splice(0);
  }

  #settle(status: string): void {
    const batch = this.current;
    this.current = undefined;
    batch?.settle(status);
  }
}
