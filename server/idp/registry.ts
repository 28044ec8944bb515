import type { IdentityProvider } from './identity-provider.ts';

/** The identity providers of this installation, by id. */
export type ProviderRegistry = ReadonlyMap<string, IdentityProvider>;

/**
 * Lists providers by id.
 *
 * @param providers - each with an id of its own.
 */
export function createRegistry(providers: IdentityProvider[]): ProviderRegistry {
  return new Map(providers.map((provider) => [provider.id, provider]));
}
