import type { MasterKeys } from '../credentials/master-keys.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';
import { keepDoor } from './door-keeper.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { type Issuer, openIssuer } from './issuer.ts';
import { Route } from './login-settings.ts';
import { maintenanceMode } from './maintenance-mode.ts';
import { openReadReplicas } from './read-replicas.ts';
import { type RecoveryGuard, recoveryGuard } from './recovery-guard.ts';
import type { Replicas } from './replicas.ts';

/** Where the doors lead, and what they are kept with. */
export interface DoorOptions {
  gatewayUrl: string;
  issuerUrl: string;
  /** Connection strings of standbys, as rowseal_gateway, that reads may go to. */
  readUrls?: readonly string[] | undefined;
  masterKey: MasterKeys;
  /** Sets the passwords of all doors back as an administrator, where no open connection is left to do it; false: it could not. */
  restorePasswords?: (() => Promise<boolean>) | undefined;
  metrics: Metrics;
  tracing?: Tracing | undefined;
  /** How long a database may be silent, in milliseconds. */
  silence?: number | undefined;
  /** Told what an operator has to know. */
  log: (message: string) => void;
}

/** The doors of a server that serves requests. */
export interface OpenDoors {
  issuer: Issuer;
  gateway: Gateway;
  /** The standbys that the gateway reads from. */
  replicas: Replicas;
  /** Knows whether anything may be served. */
  guard: RecoveryGuard;
  /** Asks the database whether it may be served from, whether it takes changes, and which standbys are read from. */
  look(): Promise<void>;
  /** Resolves once the settings of the login roles have been looked at. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens both doors, and the ways to standbys.
 *
 * @param options - see {@link DoorOptions}.
 */
export function openDoors(options: DoorOptions): OpenDoors {
  const { metrics, tracing, silence, log, restorePasswords } = options;
  const route = new Route(options.issuerUrl, 'issuer');
  const keeper = keepDoor(route, { log, restorePasswords });
  const { reclaimPassword } = keeper;
  const guard = recoveryGuard(log);
  const maintenance = maintenanceMode(log);
  const both = { metrics, tracing, silence, recovery: guard, maintenance };
  const issuer = openIssuer(options.issuerUrl, options.masterKey, { ...both, route, reclaimPassword });
  const replicas = openReadReplicas(options.readUrls ?? [], {
    beat: issuer.beat,
    ask: async () => (await issuer.databaseState(null)).replicas,
    metrics,
    silence,
    log,
  });
  const gateway = openGateway(options.gatewayUrl, { ...both, log, restorePasswords, replicas });
  return {
    issuer,
    gateway,
    replicas,
    guard,
    look: () =>
      guard.look(async (seen) => {
        const askedAt = performance.now();
        const found = await issuer.databaseState(seen);
        replicas.note(found.replicas, askedAt);
        maintenance.note(found.maintenance);
        return found;
      }),
    ready: keeper.ready,
    close: async () => {
      await replicas.close();
      await Promise.all([issuer.close(), gateway.close(), keeper.close()]);
    },
  };
}
