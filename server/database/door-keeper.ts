import { openConnections } from './gateway-connection.ts';
import type { Route } from './login-settings.ts';

/** So that a silent database holds up no stop. */
const SILENCE_MS = 2_000;

/** Keeps a door as db/roles.sql leaves it, while a server runs that connects by it. */
export interface DoorKeeper {
  /**
   * Whether the door can be used; knows afterwards whether a pooler is in between.
   *
   * @throws Error with a sentence for the operator where only a superuser can mend it; Problem where the database cannot be reached.
   */
  ready(): Promise<void>;
  /** Sets the password of the role back, which new connections are refused with. False: nothing could. */
  reclaimPassword(): Promise<boolean>;
  close(): Promise<void>;
}

/** How a door is kept. */
export interface KeeperOptions {
  /** Told what an operator has to know. */
  log: (message: string) => void;
  /** Sets the passwords of all doors back as an administrator; false: it could not. */
  restorePasswords?: (() => Promise<boolean>) | undefined;
}

/**
 * Watches the role of a door over one connection of its own, as the gateway watches its own: what was set on the role is reset within seconds, and a
 * password that somebody changed is set back. That connection stays open, so that it can.
 *
 * @param route - to the door; learns whether a pooler is in between.
 * @param options - see {@link KeeperOptions}.
 */
export function keepDoor(route: Route, options: KeeperOptions): DoorKeeper {
  const connections = openConnections(route, {
    ...options,
    max: 1,
    applicationName: 'rowseal keeper',
    isWatching: true,
    silence: SILENCE_MS,
  });
  return {
    ready: () => connections.lend(async () => {}),
    reclaimPassword: connections.reclaimPassword,
    close: connections.close,
  };
}
