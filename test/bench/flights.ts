import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';

/**
 * How often something sends and waits for what comes back, over all sockets of this process; of several times the least, since what is sent at once
 * may be answered in parts.
 *
 * @param run - alone.
 * @param times - how often.
 */
export async function flightsOf(run: () => Promise<unknown>, times = 20): Promise<number> {
  const { write } = Socket.prototype;
  let flights = 0;
  let isWaiting = false;
  Socket.prototype.write = function (this: Socket, ...args: never) {
    if (!isWaiting) flights++;
    isWaiting = true;
    return Reflect.apply(write, this, args);
  } as typeof write;
  Socket.prototype.emit = function (this: Socket, ...args: never) {
    if (args[0] === 'data') isWaiting = false;
    return Reflect.apply(EventEmitter.prototype.emit, this, args);
  } as typeof EventEmitter.prototype.emit;
  try {
    let least = Number.POSITIVE_INFINITY;
    for (let n = 0; n < times; n++) {
      [flights, isWaiting] = [0, false];
      await run();
      least = Math.min(least, flights);
    }
    return least;
  } finally {
    Socket.prototype.write = write;
    Reflect.deleteProperty(Socket.prototype, 'emit');
  }
}
