import type net from 'node:net';
import { TLSSocket } from 'node:tls';

/** Of the pinned driver: what a client uses of its connection until it is ready. */
export interface Wire extends NodeJS.EventEmitter {
  stream: net.Socket;
}

/**
 * Ends a connection whose server accepts us without channel binding, before a password or a proof of one is sent.
 *
 * @param wire - of a client that has not authenticated yet.
 * @param socket - its connection.
 */
export function requireChannelBinding(wire: Wire, socket: net.Socket): void {
  let isBound = false;
  const refuse = () => {
    if (isBound) return;
    const error = new Error('the server does not offer channel binding, which channel_binding=require asks for');
    // At once: what the server says next may be in hand already, that it is ready for instance.
    wire.emit('error', Object.assign(error, { code: 'TLS_REFUSED' }));
    socket.destroy();
  };
  wire.on('authenticationSASL', ({ mechanisms }: { mechanisms: string[] }) => {
    isBound = socket instanceof TLSSocket && mechanisms.includes('SCRAM-SHA-256-PLUS');
    refuse();
  });
  for (const event of ['authenticationOk', 'authenticationCleartextPassword', 'authenticationMD5Password'])
    wire.on(event, refuse);
}
