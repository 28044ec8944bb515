import { appendFile, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Head } from '../database/evidence-functions.ts';
import type { MailTransport } from '../mail/transport.ts';
import type { HeadConfiguration } from './head-variables.ts';

/** In milliseconds. */
const DAY_MS = 86_400_000;
/** In milliseconds: what has not taken a head by then is given up until the next. */
const PATIENCE_MS = 5_000;
/** Bytes from the end of a file that hold its last line. */
const LAST_LINE = 8_192;

/** A head with its signature. */
export interface SignedHead extends Head {
  /** A compact JWS. */
  statement: string;
  /** The thumbprint of the key that signed it. */
  keyId: string;
}

/** Lets heads leave the database. */
export interface HeadOutlet {
  /** The last one that left into the file before this process; undefined: none, or no file. */
  last(): Head | undefined;
  /** Takes the newest. */
  take(head: SignedHead): void;
  /** Lets the newest leave where it is time, and waits for nothing. */
  leave(): void;
  /** Lets the newest leave now. */
  close(): Promise<void>;
}

interface Way {
  name: string;
  everyMs: number;
  /** Whether one leaves at the end of the process too. */
  atEnd: boolean;
  send(head: SignedHead): Promise<void>;
}

/**
 * How a head is written: what `rowseal events verify --head` takes.
 *
 * @param head - of a batch.
 */
export function nameOf({ segment, number, head }: Head): string {
  return `${segment}.${number}.${head}`;
}

const lineOf = (head: SignedHead) =>
  JSON.stringify({
    level: 30,
    time: Date.now(),
    msg: 'audit head',
    head: nameOf(head),
    key: head.keyId,
    statement: head.statement,
  });

/**
 * Opens the ways that heads leave by.
 *
 * @param configuration - which.
 * @param transport - sends mail; undefined: none is sent from this process.
 * @param report - told of a way that does not take a head, once until it does.
 */
export async function openHeads(
  configuration: HeadConfiguration,
  transport: MailTransport | undefined,
  report: (message: string) => void,
): Promise<HeadOutlet> {
  const { file } = configuration;
  const last = file === undefined ? undefined : await lastHead(file);
  const outlets = waysOf(configuration, transport).map((way) => outlet(way, configuration.everyMs, report));
  return {
    last: () => last,
    take: (head) => {
      for (const each of outlets) each.take(head);
    },
    leave: () => {
      for (const each of outlets) void each.leave(false);
    },
    close: async () => {
      const left = Promise.all(outlets.map((each) => each.leave(true)));
      await Promise.race([left, sleep(PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}

function waysOf({ log, file, url, mail, everyMs }: HeadConfiguration, transport: MailTransport | undefined): Way[] {
  const ways: Way[] = [];
  if (log) ways.push({ name: 'the log', everyMs, atEnd: true, send: async (head) => console.log(lineOf(head)) });
  if (file !== undefined)
    ways.push({ name: file, everyMs, atEnd: true, send: async (head) => appendFile(file, `${lineOf(head)}\n`) });
  if (url !== undefined)
    ways.push({ name: new URL(url).host, everyMs, atEnd: true, send: async (head) => post(url, lineOf(head)) });
  if (mail !== undefined && transport)
    ways.push({
      name: 'mail',
      everyMs: Math.max(everyMs, DAY_MS),
      atEnd: false,
      send: async (head) => sendMail(transport, mail, head),
    });
  return ways;
}

/** One way: the newest head, one at a time. A process that hardly began, or that could not, lets none leave. */
function outlet({ name, everyMs, atEnd, send }: Way, firstAfterMs: number, report: (message: string) => void) {
  const begun = performance.now() + firstAfterMs;
  let newest: SignedHead | undefined;
  let due = begun;
  let leaving: Promise<void> | undefined;
  let isFailing = false;

  async function attempt(head: SignedHead): Promise<void> {
    due = performance.now() + everyMs;
    try {
      await send(head);
      if (newest === head) newest = undefined;
      isFailing = false;
    } catch (error) {
      if (!isFailing) report(`audit heads: ${name}: ${error instanceof Error ? error.message : String(error)}`);
      isFailing = true;
    } finally {
      leaving = undefined;
    }
  }

  return {
    take: (head: SignedHead) => {
      newest = head;
    },
    leave: async (now: boolean): Promise<void> => {
      if (now) await leaving;
      if (!newest || leaving || performance.now() < (now && atEnd ? begun : due)) return;
      leaving = attempt(newest);
      await leaving;
    },
  };
}

async function post(url: string, body: string): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: { 'content-type': 'application/json', 'user-agent': 'rowseal' },
    body,
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

async function sendMail(transport: MailTransport, to: string, head: SignedHead): Promise<void> {
  const text = `The head of the sealed audit events is\n\n${nameOf(head)}\n\nKeep this mail. To verify that nothing was changed since:\n\nnpx rowseal events verify --head ${nameOf(head)}\n\n${head.statement}\n`;
  const outcome = await transport.send({
    to,
    subject: `Audit head ${head.segment}.${head.number}`,
    text,
    html: `<pre>${text}</pre>`,
  });
  if (outcome === 'refused') throw new Error('the mail server refused it for good');
}

/** The head of the last complete line of a file. */
async function lastHead(file: string): Promise<Head | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, LAST_LINE);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const found = [...buffer.toString().matchAll(/"head":"(\d+)\.(\d+)\.([0-9a-f]{64})".*\n/g)].at(-1);
    return found && { segment: Number(found[1]), number: String(found[2]), head: String(found[3]) };
  } finally {
    await handle.close();
  }
}
