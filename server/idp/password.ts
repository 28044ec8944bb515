import { z } from 'zod';
import { deriveKey } from '../credentials/password-derivation.ts';
import type { Issuer } from '../database/issuer.ts';
import { unthrottled } from '../http/problem.ts';
import { emailAddress, lengthOf, typedPassword } from '../http/schemas.ts';
import type { FormProvider } from './identity-provider.ts';

const Input = z.object({ email: emailAddress, password: typedPassword });

/**
 * Login with an e-mail address and a password. The password stays in this process: the database gets a derived key and compares its hash.
 *
 * @param issuer - tells an address's salt and parameters; a stable fake for an address that nobody has.
 */
export function passwordProvider(issuer: Issuer): FormProvider<z.infer<typeof Input>> {
  return {
    id: 'password',
    name: 'Password',
    input: Input,
    start: async () => ({
      kind: 'form',
      fields: [
        { name: 'email', type: 'email', autocomplete: 'username' },
        { name: 'password', type: 'password', autocomplete: 'current-password' },
      ],
    }),
    complete: async ({ input: { email, password }, from }) => {
      // Whether anybody has the address or not: nobody makes us derive keys that are then not compared.
      const { parameters } = unthrottled(await issuer.passwordChallenge(email, from));
      return {
        subject: email,
        proof: await deriveKey(password, parameters),
        passwordLength: lengthOf(password),
        isOutdated: async () => {
          const now = await issuer.passwordChallenge(email, from);
          return now.status === 'ok' && Buffer.compare(now.parameters.salt, parameters.salt) !== 0;
        },
      };
    },
    renew: async ({ email, password }, currentKey) => {
      const policy = await issuer.passwordPolicy();
      const key = await deriveKey(password, policy);
      await issuer.upgradeVerifier({ address: email, currentKey, key, ...policy });
    },
  };
}
