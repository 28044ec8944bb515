import type { Metrics } from '../observability/metrics.ts';
import { openConnections } from './gateway-connection.ts';
import { Route } from './login-settings.ts';
import { openReplicas, type ReplicaOptions, type Replicas } from './replicas.ts';
import { parseUrl } from './url.ts';

/** What the standbys of a server are opened with. */
export interface ReadReplicaOptions extends Pick<ReplicaOptions, 'beat' | 'ask' | 'log'> {
  metrics: Metrics;
  /** How long a standby may be silent, in milliseconds. */
  silence?: number | undefined;
}

const CONNECTIONS = 10;

/**
 * Opens the standbys that reads may go to.
 *
 * @param urls - connection strings of rowseal_gateway, one a standby; none: all is read from the primary.
 * @param options - see {@link ReadReplicaOptions}.
 */
export function openReadReplicas(urls: readonly string[], { metrics, silence, ...told }: ReadReplicaOptions): Replicas {
  const standbys = new Map(
    urls.map((url) => {
      const route = new Route(url, 'gateway');
      const name = nameOf(url);
      let isTold = false;
      // Behind a pooler each batch may be answered by another server process than the one before.
      const onPooler = () => {
        if (!isTold) told.log(`the standby at ${name} is not read from: a pooler is in between`);
        isTold = true;
      };
      const options = { max: CONNECTIONS, applicationName: 'rowseal reads', silence, onPooler };
      return [name, openConnections(route, options)] as const;
    }),
  );
  const replicas = openReplicas({ ...told, standbys, onRead: metrics.readAnswered });
  metrics.watch('replicas_serving', replicas.serving);
  return replicas;
}

/** What servers call a standby between themselves: where it is, and neither its role nor its password. */
function nameOf(url: string): string {
  const { hosts, database } = parseUrl(url);
  const [only, ...others] = hosts;
  if (!only || others.length > 0)
    throw new Error(
      'ROWSEAL_READ_URL: each URL leads to one standby, because what one has replayed says nothing of another',
    );
  return `${only.name}:${only.port}/${database}`;
}
