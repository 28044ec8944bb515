import { headers } from 'next/headers';
import { openedWorkspaces } from '../lib/rowseal.js';

export default async function Page() {
  const given = await headers();
  const { authenticate } = await openedWorkspaces();
  const principal = await authenticate({ headers: given }, { pages: true }).catch(() => undefined);
  return principal ? <p>Signed in: {principal.userId}</p> : <a href="/auth/sign-in">Sign in</a>;
}
