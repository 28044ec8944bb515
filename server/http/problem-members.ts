import { z } from 'zod';
import { type NeededAuthentication, neededAuthenticationOf } from './needed-authentication.ts';

const Id = z.uuid();

/**
 * What the database says was made under an idempotency key. SQL of a request may raise the same error with a detail of its own.
 *
 * @param detail - of an error RS047.
 * @returns nothing where it is not as the database writes it.
 */
export function madeBefore(detail: unknown): { id?: string } {
  const { data } = Id.safeParse(detail);
  return data === undefined ? {} : { id: data };
}

const Seconds = z.coerce.number().int().min(1).max(86_400);

/**
 * When the database says that trying again makes sense. SQL of a request may raise the same error with a detail of its own.
 *
 * @param code - of the problem.
 * @param detail - of the error.
 * @returns seconds; undefined where it says nothing of it.
 */
export function secondsToWait(code: string, detail: unknown): number | undefined {
  return code === 'too_many_attempts' ? Seconds.safeParse(detail).data : undefined;
}

/** What some problem documents say beside what all do. */
export interface ProblemMembers extends Partial<NeededAuthentication> {
  /** Of already_done: what was made. */
  id?: string;
  /** Of refused_by_application: what the application has raised. */
  sqlstate?: string;
  /** Of second_factor_required: continues the login. */
  challenge?: string;
  /** What it can be continued with. */
  factors?: string[];
}

/** What the detail of a database's error adds to its document, by problem code. */
export const MEMBERS: Partial<Record<string, (detail: unknown) => ProblemMembers | undefined>> = {
  insufficient_user_authentication: neededAuthenticationOf,
  assurance_required: neededAuthenticationOf,
  second_factor_missing: neededAuthenticationOf,
  already_done: madeBefore,
};
