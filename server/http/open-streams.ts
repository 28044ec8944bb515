import type { FastifyRequest } from 'fastify';
import { type Entry, isTokenEntry } from '../database/entry.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { StreamFunctions } from '../database/stream-functions.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { OpenRequests } from './open-requests.ts';
import { OpenStream, type StreamOutlet } from './open-stream.ts';
import { Problem, problemOf } from './problem.ts';

const A_SECOND_MS = 1_000;
/** Asking never takes more than a fifth of the time, and is done no more often than this. */
const SHORTEST_PAUSE_MS = 100;
const REST = 4;
/** For how long the database may say nothing of streams that read nothing meanwhile. */
const LONGEST_SILENCE_MS = 5_000;

/** Of a server that is told nothing else. */
export const STREAM_LIMITS = { total: 1_000, each: 50 };

/** What open streams need to know. */
export interface StreamOptions extends StreamFunctions {
  limits: {
    /** On this server. */
    total: number;
    /** Of one session or token. */
    each: number;
  };
  metrics: Pick<Metrics, 'streamEnded' | 'streamsChecked' | 'watch'>;
  /** Of which requests that became streams are none. */
  open: OpenRequests;
}

/**
 * The streams that are open on this server. One statement a second asks the database about all of them: whose holder it refuses ends, and who has
 * something to read is woken. What a stream reads it reads as its holder, who enters anew for it: nothing of what is delivered rests on that second.
 */
export class OpenStreams {
  readonly #options: StreamOptions;
  readonly #open = new Set<OpenStream>();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #isAsking = false;
  #askedAt = 0;
  #pause = SHORTEST_PAUSE_MS;
  #heardAt = 0;
  #isStopping = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    options.metrics.watch('streams', () => this.#open.size);
  }

  /**
   * Opens a stream for the holder of an entry, whom the database has accepted.
   *
   * @param entry - of it.
   * @param outlet - by which it leaves.
   * @throws Problem unavailable, overloaded, too_many_attempts.
   */
  open(entry: Entry, outlet: StreamOutlet): OpenStream {
    if (this.#isStopping) throw new Problem('unavailable', 'The server is stopping');
    const { total, each } = this.#options.limits;
    if (this.#open.size >= total) throw new Problem('overloaded', 'The server has as many streams open as it may');
    const name = credentialOf(entry);
    const held = [...this.#open].filter((stream) => credentialOf(stream.entry) === name);
    if (held.length >= each)
      throw new Problem('too_many_attempts', 'This credential has as many streams open as it may', 1);
    const stream = new OpenStream(entry, outlet, (problem) => {
      this.#open.delete(stream);
      this.#options.metrics.streamEnded(problem?.code ?? 'left');
    });
    if (this.#open.size === 0) this.#begin();
    this.#open.add(stream);
    return stream;
  }

  /** The answer to a request is a stream from here on. */
  begun(request: FastifyRequest): void {
    this.#options.open.streams(request);
  }

  /** Asks before the second is over: something may have been sealed, or somebody refused. */
  askSoon(): void {
    if (this.#soon || this.#open.size === 0) return;
    const wait = Math.max(0, this.#askedAt + this.#pause - performance.now());
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.#ask();
    }, wait).unref();
  }

  /** Asks soon if a credential that was refused elsewhere has streams open. */
  refused(entry: Entry): void {
    const name = credentialOf(entry);
    if ([...this.#open].some((stream) => credentialOf(stream.entry) === name)) this.askSoon();
  }

  /** Ends all, and opens no more. */
  stop(): void {
    this.#isStopping = true;
    this.#endAll(new Problem('unavailable', 'The server is stopping'));
  }

  #begin(): void {
    this.#heardAt = performance.now();
    this.#timer ??= setInterval(() => void this.#ask(), A_SECOND_MS).unref();
  }

  #endAll(problem: Problem): void {
    for (const stream of [...this.#open]) stream.end(problem);
  }

  async #ask(): Promise<void> {
    if (this.#open.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    for (const stream of [...this.#open]) stream.cutIfStalled();
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#askedAt = performance.now();
    const streams = [...this.#open];
    try {
      this.#tell(streams, await this.#options.checkStreams(streams.map((stream) => stream.question)));
      this.#heardAt = performance.now();
    } catch (error) {
      // What is read meanwhile says for itself that the database is away.
      if (performance.now() - this.#heardAt > LONGEST_SILENCE_MS) this.#endAll(problemOf(error));
    } finally {
      const seconds = (performance.now() - this.#askedAt) / 1_000;
      this.#options.metrics.streamsChecked(seconds);
      this.#pause = Math.max(SHORTEST_PAUSE_MS, seconds * 1_000 * REST);
      this.#isAsking = false;
    }
  }

  #tell(streams: readonly OpenStream[], states: Awaited<ReturnType<StreamFunctions['checkStreams']>>): void {
    for (const [place, stream] of streams.entries()) {
      const state = states[place];
      if (state?.refusal) stream.end(problemOf({ code: state.refusal }));
      else if (state) stream.wake(state.newest);
    }
  }
}

/** Where streams are opened, and what is heard of them. */
export interface StreamDoors {
  issuer: Pick<Issuer, 'checkStreams' | 'onSealedEvents'>;
  gateway: Pick<Gateway, 'onRefusal'>;
  metrics: StreamOptions['metrics'];
  open: OpenRequests;
  /** Left out: as {@link STREAM_LIMITS} says. */
  limits?: StreamOptions['limits'] | undefined;
}

/**
 * Holds the streams of a server: they are asked about before the second is over where events were sealed, and where one of their holders was refused.
 *
 * @param doors - see {@link StreamDoors}.
 */
export function openStreams({ issuer, gateway, metrics, open, limits = STREAM_LIMITS }: StreamDoors): OpenStreams {
  const streams = new OpenStreams({ checkStreams: issuer.checkStreams, limits, metrics, open });
  issuer.onSealedEvents(() => streams.askSoon());
  gateway.onRefusal((entry) => streams.refused(entry));
  return streams;
}

function credentialOf(entry: Entry): string {
  return isTokenEntry(entry) ? entry.token_id : entry.sid;
}
