import { z } from 'zod';
import { requireEntry } from '../authentication.ts';
import { BEARER, type Routes } from '../contract.ts';
import { Problem } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import type { Issuer } from '../issuer.ts';
import { requireUncommon } from '../password-rules.ts';
import { deriveKey } from '../passwords.ts';
import { OF_BODIES, problemsOfBearers } from '../problem-schemas.ts';
import { newPassword, typedPassword } from '../validation.ts';

const PasswordChange = z.strictObject({ current_password: typedPassword, new_password: newPassword }).meta({
  examples: [{ current_password: 'correct horse battery staple', new_password: 'another four words here' }],
});

/** The caller's password. */
export const passwordRoutes: Routes<{ gateway: Gateway; issuer: Issuer }> = async (app, { gateway, issuer }) => {
  app.post(
    '/v1/auth/password/change',
    {
      schema: {
        operationId: 'changePassword',
        summary: 'Change your password',
        description: 'Ends your other sessions.',
        tags: ['account'],
        security: BEARER,
        body: PasswordChange,
        response: {
          204: z.null(),
          ...problemsOfBearers(...OF_BODIES, 'session_required', 'invalid_credentials', 'password_too_common'),
        },
      },
    },
    async (request, reply) => {
      const entry = requireEntry(request);
      const { current_password, new_password } = request.body;
      requireUncommon(new_password);
      const { rows } = await gateway.query(entry, {
        name: 'password_change_challenge',
        text: 'select * from rowseal.password_change_challenge()',
        values: [],
      });
      const [challenge] = rows;
      // Who signs in elsewhere has no password to change.
      if (!challenge?.salt) throw new Problem('invalid_credentials');
      const policy = await issuer.passwordPolicy();
      const currentKey = await deriveKey(current_password, challenge);
      const key = await deriveKey(new_password, policy);
      const { salt, memory_kib, iterations, parallelism } = policy;
      const changed = await gateway.query(entry, {
        name: 'change_password',
        text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
                 from rowseal.change_password($1, $2, $3, $4, $5, $6)`,
        values: [currentKey, salt, key, memory_kib, iterations, parallelism],
      });
      const { status, retry_after } = changed.rows[0];
      if (status === 'throttled') throw new Problem('too_many_attempts', undefined, retry_after);
      if (status === 'denied') throw new Problem('invalid_credentials');
      return reply.code(204).send(null);
    },
  );
};
