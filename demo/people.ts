import type { ClaimsEntry } from '../server/database/gateway.ts';
import type { Issuer } from '../server/database/issuer.ts';
import { entryOf } from '../server/database/sealed-claims.ts';
import { passwordProvider } from '../server/idp/password.ts';
import { DEMO_PASSWORD } from './accounts.ts';

const LOOPBACK = '127.0.0.1';

/**
 * The demo's people, who sign in where they are needed, once in each workspace.
 *
 * @param issuer - the door of sign-ins.
 */
export function peopleOf(issuer: Issuer) {
  const signedIn = new Map<string, Promise<{ entry: ClaimsEntry; refreshToken: string }>>();

  async function signIn(email: string, workspace: string) {
    const from = { ip: LOOPBACK, devices: null };
    const input = { email, password: DEMO_PASSWORD };
    const { subject, proof, passwordLength } = await passwordProvider(issuer).complete({ input, from });
    const outcome = await issuer.logIn({
      provider: 'password',
      subject,
      proof,
      passwordLength,
      workspace,
      scope: undefined,
      ...from,
      deviceDigest: null,
      userAgent: 'demo seed',
    });
    if (outcome.status !== 'ok') throw new Error(`the demo account ${email} cannot log in: ${outcome.status}`);
    return { entry: entryOf(outcome.claims), refreshToken: outcome.refreshToken };
  }

  return {
    /** What somebody enters a workspace by. */
    in: async (workspace: string, email: string): Promise<ClaimsEntry> => {
      const key = `${email} ${workspace}`;
      const session = signedIn.get(key) ?? signIn(email, workspace);
      signedIn.set(key, session);
      return (await session).entry;
    },
    /** Signs everybody out. */
    signOut: async (): Promise<void> => {
      for (const { refreshToken } of await Promise.all(signedIn.values()))
        await issuer.logOut(refreshToken, { ip: LOOPBACK });
    },
  };
}
