/**
 * Where somebody signs in.
 *
 * @param request - the authorization request that waits for it; undefined: none does.
 */
export const signInUrl = (request: string | undefined | null): string =>
  request ? `/sign-in?request=${request}` : '/sign-in';
