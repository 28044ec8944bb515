import { randomBytes } from 'node:crypto';
import pgUtils from 'pg/lib/utils.js';

/** Messages of PostgreSQL's protocol 3.0 (https://www.postgresql.org/docs/current/protocol-message-formats.html), as bytes. */

const int16 = (value: number) => Buffer.from([value >>> 8, value]);
const int32 = (value: number) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);
const zeroEnded = (text: string) => Buffer.from(`${text}\0`);

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

/** A null parameter. */
export const NULL = int32(-1);
/** Runs the unnamed portal, all rows. */
export const EXECUTE = message('E', zeroEnded(''), int32(0));
/** Asks for the columns of the unnamed portal. */
export const DESCRIBE = message('D', Buffer.from('P'), zeroEnded(''));
export const SYNC = message('S');

const BIND_NOTHING = message('B', zeroEnded(''), zeroEnded(''), int16(0), int16(0), int16(0));
/** Ends a Bind: all results as text. */
export const RESULTS_AS_TEXT = int16(0);

/**
 * Parse.
 *
 * @param name - of the prepared statement; empty: the unnamed one.
 * @param text - of the statement.
 * @param types - OIDs of its parameters, so that no name of a type is looked up.
 */
export function parseMessage(name: string, text: string, types: readonly number[] = []): Buffer {
  return message('P', zeroEnded(name), zeroEnded(text), int16(types.length), ...types.map(int32));
}

/**
 * The Parse of the unnamed statement, with a comment before its text.
 *
 * @param parse - as {@link parseMessage} made it.
 * @param comment - in SQL.
 */
export function parseWithComment(parse: Buffer, comment: string): Buffer {
  // Type, length, and the name, which is empty.
  const textAt = 6;
  const added = Buffer.from(comment);
  const made = Buffer.concat([parse.subarray(0, textAt), added, parse.subarray(textAt)]);
  made.writeInt32BE(parse.readInt32BE(1) + added.length, 1);
  return made;
}

/**
 * Close of a prepared statement.
 *
 * @param name - of the statement.
 */
export function closeMessage(name: string): Buffer {
  return message('C', Buffer.from('S'), zeroEnded(name));
}

/**
 * Parse, Bind and Execute of a statement of our own without parameters.
 *
 * @param text - of the statement.
 */
export function ownStatement(text: string): Buffer {
  return Buffer.concat([parseMessage('', text), BIND_NOTHING, EXECUTE]);
}

/**
 * A parameter of a Bind, with its length before it.
 *
 * @param value - nothing is null.
 */
export function parameter(value: Buffer | string | undefined): Buffer {
  if (value === undefined) return NULL;
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([int32(bytes.length), bytes]);
}

/**
 * The start of a Bind of the unnamed statement to the unnamed portal: everything between its length and its first parameter.
 *
 * @param formats - of the parameters: 0 text, 1 binary; one for all, or one each.
 * @param count - of the parameters.
 */
export function bindHead(formats: readonly (0 | 1)[], count: number): Buffer {
  return Buffer.concat([zeroEnded(''), zeroEnded(''), int16(formats.length), ...formats.map(int16), int16(count)]);
}

const PORTAL_LENGTH = 16;
const PORTALS_AT_ONCE = 256;
let portals = '';
let portalsUsed = 0;

/** A name for a portal that nobody can guess. */
export function freshPortal(): string {
  if (portalsUsed === portals.length) {
    portals = randomBytes(12 * PORTALS_AT_ONCE).toString('base64url');
    portalsUsed = 0;
  }
  portalsUsed += PORTAL_LENGTH;
  return portals.slice(portalsUsed - PORTAL_LENGTH, portalsUsed);
}

const USUAL_SIZE = 8192;
const KEPT_SIZE = 65_536;

/** Bytes of one batch, in a buffer that the next batch of the connection uses again: nothing is written before ReadyForQuery has come. */
export class Scratch {
  #bytes = Buffer.allocUnsafeSlow(USUAL_SIZE);
  #at = 0;

  /** Begins a batch. */
  restart(): void {
    if (this.#bytes.length > KEPT_SIZE) this.#bytes = Buffer.allocUnsafeSlow(USUAL_SIZE);
    this.#at = 0;
  }

  /** What was written, without a copy. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Writes bytes as they are. */
  put(bytes: Buffer): void {
    this.#room(bytes.length);
    this.#at += bytes.copy(this.#bytes, this.#at);
  }

  /** Writes a message that needs no length known before. */
  putMessage(type: string, write: () => void): void {
    this.#room(5);
    this.#bytes[this.#at] = type.charCodeAt(0);
    const lengthAt = this.#at + 1;
    this.#at += 5;
    write();
    this.#bytes.writeInt32BE(this.#at - lengthAt, lengthAt);
  }

  putInt16(value: number): void {
    this.#room(2);
    this.#at = this.#bytes.writeUInt16BE(value, this.#at);
  }

  putInt32(value: number): void {
    this.#room(4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  /** Writes ASCII letters and a zero. */
  putName(name: string): void {
    this.#room(name.length + 1);
    this.#at += this.#bytes.write(name, this.#at, 'latin1');
    this.#bytes[this.#at++] = 0;
  }

  /** Writes a parameter as text, with its length before it. */
  putText(value: string): void {
    this.#room(4 + value.length * 3);
    const length = this.#bytes.write(value, this.#at + 4);
    this.#bytes.writeInt32BE(length, this.#at);
    this.#at += 4 + length;
  }

  /** Writes Bind, its parameters as the driver prepares them: bytes in binary, all else as text. */
  putBind(portal: string, statement: string, given: readonly unknown[]): void {
    const values = given.map((value) => (typeof value === 'string' ? value : pgUtils.prepareValue(value)));
    this.putMessage('B', () => {
      this.putName(portal);
      this.putName(statement);
      const isBinary = values.some((value) => value instanceof Buffer);
      this.putInt16(isBinary ? values.length : 0);
      if (isBinary) for (const value of values) this.putInt16(value instanceof Buffer ? 1 : 0);
      this.putInt16(values.length);
      for (const value of values) {
        if (typeof value === 'string') this.putText(value);
        else if (value === null) this.put(NULL);
        else {
          this.putInt32(value.length);
          this.put(value);
        }
      }
      this.put(RESULTS_AS_TEXT);
    });
  }

  /** Writes Describe of a portal. */
  putDescribe(portal: string): void {
    this.putMessage('D', () => {
      this.putName(`P${portal}`);
    });
  }

  /** Writes Execute of a portal, all rows. */
  putExecute(portal: string): void {
    this.putMessage('E', () => {
      this.putName(portal);
      this.putInt32(0);
    });
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#at + bytes) * 2);
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
