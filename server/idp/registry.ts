import { LRUCache } from 'lru-cache';
import { onceASecond } from '../database/once-a-second.ts';
import type { ProviderFunctions, StoredProvider } from '../database/provider-functions.ts';
import type { FormProvider, RedirectProvider } from './identity-provider.ts';
import type { oidcProvider, Upstream } from './oidc.ts';

const REMEMBERED_PROVIDERS = 100;

/** The identity providers of this installation. */
export interface ProviderRegistry {
  password: FormProvider;
  /** The others that are enabled, as of the last second. */
  redirects(): Promise<RedirectProvider[]>;
  /** One of them; undefined if it does not exist or is disabled. */
  redirect(id: string): Promise<RedirectProvider | undefined>;
}

/**
 * The providers that are built in, and those of the table, which is read whenever somebody wants to know: what is disabled is refused at once.
 *
 * @param password - built in.
 * @param functions - read the table.
 * @param upstream - how the others are reached.
 */
export function createRegistry(
  password: FormProvider,
  functions: ProviderFunctions,
  upstream: Upstream,
): ProviderRegistry {
  // Each remembers what it has discovered, until its row says something else.
  const made = new LRUCache<string, RedirectProvider>({ max: REMEMBERED_PROVIDERS });
  const provider = async (stored: StoredProvider) => {
    const key = JSON.stringify(stored);
    const make = await makerOf(stored);
    const known = made.get(key) ?? make(stored, upstream);
    made.set(key, known);
    return known;
  };
  const enabled = async () => Promise.all((await functions.list()).filter((stored) => stored.enabled).map(provider));
  return {
    password,
    redirects: onceASecond(enabled),
    redirect: async (id) => (await enabled()).find((one) => one.id === id),
  };
}

/** A server without other providers does without what talks to them. */
async function makerOf({ kind }: StoredProvider): Promise<typeof oidcProvider> {
  return kind === 'github' ? (await import('./github.ts')).githubProvider : (await import('./oidc.ts')).oidcProvider;
}
