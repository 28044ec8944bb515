/** Directives of a Content-Security-Policy, by name. */
export type PolicyDirectives = Readonly<Record<string, readonly string[]>>;

const DATA: PolicyDirectives = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/**
 * Spells the policy of a page: nothing at all but what it names.
 *
 * @param directives - what the page needs.
 */
export function contentSecurityPolicy(directives: PolicyDirectives): string {
  return Object.entries({ ...DATA, ...directives })
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
