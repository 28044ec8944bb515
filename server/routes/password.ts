import { z } from 'zod';
import { changePassword } from '../credentials/account-actions.ts';
import type { PasswordRules } from '../credentials/password-rules.ts';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { newPassword, typedPassword } from '../http/schemas.ts';

const PasswordChange = z.strictObject({ current_password: typedPassword, new_password: newPassword }).meta({
  examples: [{ current_password: 'correct horse battery staple', new_password: 'another four words here' }],
});

/** The caller's password. */
export const passwordRoutes: Routes<{ gateway: Gateway; passwords: PasswordRules }> = async (
  app,
  { gateway, passwords },
) => {
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
      const { current_password, new_password } = request.body;
      await changePassword(gateway, passwords, requireEntry(request), { current_password, password: new_password });
      return reply.code(204).send(null);
    },
  );
};
