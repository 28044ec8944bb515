import { setTimeout as sleep } from 'node:timers/promises';

/** A server that requests may be sent to. */
export interface Node {
  name: string;
  url: string;
}

/** What a load balancer does: it asks each server again and again whether it is ready, and sends requests to those that are. */
export class Balancer {
  readonly nodes: readonly Node[];
  readonly #ready = new Set<Node>();
  #isOver = false;
  readonly #asking: Promise<unknown>;

  /** @param nodes - behind it. */
  constructor(nodes: readonly Node[]) {
    this.nodes = nodes;
    this.#asking = Promise.all(nodes.map((node) => this.#watch(node)));
  }

  async #watch(node: Node): Promise<void> {
    while (!this.#isOver) {
      const isReady = await fetch(`${node.url}/readyz`, { signal: AbortSignal.timeout(3_000) }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.ok;
        },
        () => false,
      );
      if (isReady) this.#ready.add(node);
      else this.#ready.delete(node);
      await sleep(200);
    }
  }

  /** Whether all servers are ready. */
  get isComplete(): boolean {
    return this.#ready.size === this.nodes.length;
  }

  /** A server that is ready; where none is, any. */
  pick(): Node {
    const among = this.#ready.size > 0 ? [...this.#ready] : this.nodes;
    const picked = among[Math.floor(Math.random() * among.length)];
    if (!picked) throw new Error('there is no server');
    return picked;
  }

  /** Waits until all are. */
  async complete(): Promise<void> {
    while (!this.isComplete) await sleep(50);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#asking;
  }
}
