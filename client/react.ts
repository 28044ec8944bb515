import { createContext, createElement, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Client, Session } from './index.ts';

const Current = createContext<Client | undefined>(undefined);
const NOBODY: Session = { status: 'unknown' };

/**
 * Gives what is inside a client, and asks who is signed in.
 *
 * @param props - `client`: made once, outside of components.
 */
export function RowsealProvider({ client, children }: { client: Client; children?: ReactNode }) {
  useEffect(() => {
    client.ready().catch(() => {});
  }, [client]);
  return createElement(Current.Provider, { value: client }, children);
}

/** The client of the provider around. */
export function useClient(): Client {
  const client = useContext(Current);
  if (!client) throw new Error('useClient and useSession are for what is inside of <RowsealProvider client={…}>');
  return client;
}

/** Who is signed in, as it changes: here, in another tab, or by the server. */
export function useSession(): Session {
  const client = useClient();
  return useSyncExternalStore(
    client.onChange,
    () => client.session,
    () => NOBODY,
  );
}

/**
 * Shows its children to somebody who is signed in.
 *
 * @param props - `fallback`: for those who are not; while that is not known nothing is shown.
 */
export function SignedIn({ children, fallback }: { children?: ReactNode; fallback?: ReactNode }): ReactNode {
  const { status } = useSession();
  return status === 'signed-in' ? children : status === 'signed-out' ? fallback : null;
}
