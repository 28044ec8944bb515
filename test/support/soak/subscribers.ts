import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { expect } from 'vitest';
import { EVENTS, messagesIn } from '#test/support/streams.ts';
import { type Caller, codeOf } from './caller.ts';
import type { Node } from './nodes.ts';

/** Somebody who is told what happens in a workspace, by server-sent events, over whichever server is there. */
export class Subscriber {
  readonly #caller: Caller;
  readonly #token: string;
  readonly #stop = new AbortController();
  readonly #over: Promise<void>;
  /** Ids of events, in the order in which they came. */
  readonly heard: string[] = [];
  /** The first cursor, and the last one. */
  first: string | undefined;
  last: string | undefined;

  /**
   * @param caller - keeps the ledger.
   * @param token - a personal access token that may read events.
   */
  constructor(caller: Caller, token: string) {
    this.#caller = caller;
    this.#token = token;
    this.#over = this.#listen();
  }

  async #listen(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const node = this.#caller.balancer.pick();
      const began = performance.now();
      try {
        await this.#hear(node, began);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#explain(node, began, codeOf(error), [node.name]);
      }
      await sleep(200);
    }
  }

  async #hear(node: Node, began: number): Promise<void> {
    const answer = await fetch(`${node.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'text/event-stream',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: EVENTS, variables: { after: this.last } }),
      signal: this.#stop.signal,
    });
    if (!answer.ok) {
      const { code } = (await answer.json()) as { code: string };
      return this.#explain(node, began, `${answer.status} ${code}`, ['database', `streams of ${node.name}`]);
    }
    for await (const { event, data } of messagesIn(answer.body)) {
      if (event !== 'next') continue;
      const code = data.errors?.[0]?.extensions?.code;
      if (code)
        return this.#explain(node, began, code, code === 'unavailable' ? ['database', `streams of ${node.name}`] : []);
      const { cursor, event: told } = data.data.workspaceEvents;
      this.first ??= cursor;
      this.last = cursor;
      if (told) this.heard.push(told.rowId);
    }
  }

  /** A stream that began long ago ends at this moment. */
  #explain(node: Node, began: number, what: string, needed: readonly string[]): void {
    const { ledger, troubles } = this.#caller;
    const now = performance.now();
    const isExplained = needed.some((part) => troubles.explains(part, Math.max(began, now - 500), now));
    if (isExplained) ledger.count(`a stream: ${what}`);
    else ledger.complain(`a stream of ${node.name} ended: ${what}`);
  }

  /**
   * Waits until it was told as much as has happened by now.
   *
   * @param admin - of the database.
   * @returns what it should have heard, in order.
   */
  async told(admin: postgres.Sql): Promise<string[]> {
    // What clients are given is opaque: here is what it holds.
    const [, cursor] = JSON.parse(atob(this.first ?? '')) as [string, string];
    const expected = await eventsAfter(admin, cursor);
    await expect.poll(() => this.heard.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(expected.length);
    return expected;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#over;
  }
}

/** Ids of the sealed events of acme after a cursor. */
async function eventsAfter(admin: postgres.Sql, cursor: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after = cursor; ; ) {
    const page = await admin<{ cursor: string; id: string }[]>`
      select cursor, event::jsonb ->> 'id' as id
        from rowseal_audit.events(
               ${after}, 1000, (select id from rowseal.workspaces where slug = 'acme'))`;
    ids.push(...page.map(({ id }) => id));
    after = page.at(-1)?.cursor ?? after;
    if (page.length < 1000) return ids;
  }
}
