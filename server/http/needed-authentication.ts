import { z } from 'zod';

/** What a client asks for to get further (RFC 9470 section 3). */
export type NeededAuthentication = z.infer<typeof Needed>;

const Needed = z.object({
  acr_values: z
    .string()
    .regex(/^urn:rowseal:assurance:[1-9]$/)
    .describe('How well somebody has to prove who they are: one of acr_values_supported'),
  max_age: z.int().min(0).optional().describe('How many seconds ago at most; absent: at any time in this session'),
});

/** In a problem document, where the code is insufficient_user_authentication, assurance_required or second_factor_missing. */
export const neededAuthentication = Needed.partial().shape;

/**
 * What the database says is missing. SQL of a request may raise the same error with a detail of its own.
 *
 * @param detail - of an error RS050, RS052 or RS053.
 * @returns undefined where it is not as the database writes it.
 */
export function neededAuthenticationOf(detail: unknown): NeededAuthentication | undefined {
  try {
    return Needed.parse(JSON.parse(String(detail)));
  } catch {
    return undefined;
  }
}

/**
 * What is missing, as parameters of a challenge.
 *
 * @param needed - as the database said.
 */
export function challengeOf({ acr_values, max_age }: Partial<NeededAuthentication>): string[] {
  return [`acr_values="${acr_values}"`, ...(max_age === undefined ? [] : [`max_age="${max_age}"`])];
}
