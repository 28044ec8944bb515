import type { Entry } from '../../database/entry.ts';
import type { OpenStream, StreamReader } from '../../http/open-stream.ts';
import { nameInGraphql } from './catalogue.ts';
import { cursorOf, keyIn } from './cursors.ts';
import { eventsOf, type Row } from './nodes.ts';

/** Events that are read at once. */
const PAGE = 100;
/** For how long what was read may be delivered: its reader has to enter anew for the rest. */
const GOOD_MS = 1_000;
/** Of the list `workspace.events`: cursors of one are those of the other. */
const LIST = 'events';
const SCOPE = 'audit:read';

/** Where events come from; each call enters for itself. */
export interface EventSource {
  /** The cursor of the newest event of the workspace. */
  last(entry: Entry): Promise<string>;
  /** Events after a cursor, in the order in which they were sealed, each with its cursor. */
  after(entry: Entry, cursor: string, count: number): Promise<readonly { cursor: string }[]>;
}

/** What subscribers are sent: where they begin, where they have no cursor; then an event each time. */
export interface StreamedEvent {
  cursor: string;
  event: Row | null;
}

/**
 * The events of the workspace from a cursor on, each once. A page of them is read in a transaction that its reader enters, and what of it was not
 * delivered within a second is read again. The next one is read when the one before was taken, so that nothing piles up.
 *
 * @param source - of events.
 * @param stream - over which they leave.
 * @param after - of the last one that the client has; null or undefined: it begins now, and is first sent the cursor from which it does.
 * @throws what its reader is refused with, and Problem invalid_input where after is no cursor.
 */
export async function eventFeed(
  source: EventSource,
  stream: OpenStream,
  after: unknown,
): Promise<AsyncIterableIterator<StreamedEvent>> {
  const known = keyIn(after, LIST);
  const reader = stream.reader(SCOPE, known ?? (await source.last({ ...stream.entry })));
  try {
    const first = known === null ? undefined : await pageOf(source, reader);
    return endingAtOnce(eventsOfReader(source, reader, first), reader);
  } catch (error) {
    reader.close();
    throw error;
  }
}

/** A page of events, and until when it may be delivered. */
interface Page {
  rows: readonly { cursor: string }[];
  until: number;
}

async function pageOf(source: EventSource, reader: StreamReader): Promise<Page> {
  reader.beginRead();
  const until = performance.now() + GOOD_MS;
  return { rows: await source.after({ ...reader.entry }, reader.cursor, PAGE), until };
}

async function* eventsOfReader(source: EventSource, reader: StreamReader, first: Page | undefined) {
  if (!first) yield { cursor: cursorOf(LIST, reader.cursor), event: null };
  for (let page = first; !reader.isClosed; page = undefined) {
    const { rows, until } = page ?? (await pageOf(source, reader));
    let taken = 0;
    for (const row of rows) {
      if (reader.isClosed || performance.now() > until) break;
      taken++;
      reader.cursor = row.cursor;
      const [event] = eventsOf([row]);
      if (event) yield { cursor: cursorOf(LIST, row.cursor), event: namedForGraphql(event) };
    }
    if (taken === rows.length && rows.length < PAGE) await reader.news();
  }
}

/** As GraphQL names its fields. */
function namedForGraphql(event: Row): Row {
  return Object.fromEntries(Object.entries(event).map(([column, value]) => [nameInGraphql(column), value]));
}

/** A generator that waits ends when its wait is over; one whose reader is closed waits no longer. */
function endingAtOnce(
  events: AsyncGenerator<StreamedEvent, void>,
  reader: StreamReader,
): AsyncIterableIterator<StreamedEvent> {
  return {
    next: () => events.next(),
    return: () => {
      reader.close();
      return events.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
