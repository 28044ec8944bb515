import type { z } from 'zod';
import { Problem, type ProblemCode } from '../http/problem.ts';
import type { MessageKey } from '../messages/en.ts';
import type { Sentence } from '../messages/languages.ts';
import { waitOf } from './problem-pages.ts';

/** A form's route: open to everybody, and closed to pages of other origins. */
export const FORM = { config: { public: true, cookie: true }, schema: { hide: true } } as const;

/** The route of a form that counts against its address though it succeeds: what makes accounts or mail. */
export const COSTLY_FORM = { ...FORM, config: { ...FORM.config, costly: true } } as const;

/** The route of a form that signs somebody in. */
export const LOGIN_FORM = { ...FORM, config: { ...COSTLY_FORM.config, login: true } } as const;

/** A page's route. */
export const PAGE = { config: { public: true }, schema: { hide: true } } as const;

/** What is wrong with a form: a sentence for a field, and for what concerns no field alone. */
export interface FormFaults {
  alert?: readonly Sentence[];
  faults?: Record<string, MessageKey>;
  /** The link that led to the form has expired or was used. */
  expired?: boolean;
  status: number;
  /** Seconds to wait before it is sent again. */
  retryAfter?: number | undefined;
}

/** What is said of a field that is missing or not as it should be. */
const SENTENCES: Record<string, MessageKey> = {
  email: 'fault.email',
  password: 'fault.password',
  current_password: 'fault.current_password',
  name: 'fault.name',
};

/** What is said of a problem that a form can be sent again after; undefined for others. */
const PROBLEM_FAULTS: Partial<Record<ProblemCode, Omit<FormFaults, 'status' | 'retryAfter'>>> = {
  password_too_common: { faults: { password: 'fault.password_too_common' } },
  invalid_credentials: { faults: { current_password: 'fault.current_password_wrong' } },
  registration_closed: { alert: [['register.closed']] },
  too_many_attempts: { alert: [['advice.too_many_attempts']] },
  overloaded: { alert: [['sign_in.overloaded']] },
  invalid_proof: { expired: true },
};

/**
 * Reads a form and does what it asks for.
 *
 * @param schema - of its fields.
 * @param body - as sent. Fields that are left empty count as left out.
 * @param work - gets the fields.
 * @returns what is wrong with it; undefined: it is done.
 * @throws what work throws, where the form cannot be sent again.
 */
export async function submit<T>(
  schema: z.ZodType<T>,
  body: unknown,
  work: (fields: T) => Promise<void>,
): Promise<FormFaults | undefined> {
  const form = schema.safeParse(filledIn(body));
  if (!form.success) {
    const fields = [...new Set(form.error.issues.map(({ path }) => String(path[0])))];
    const faults = fields.flatMap((field) => {
      const sentence = SENTENCES[field];
      return sentence ? [[field, sentence] as const] : [];
    });
    if (faults.length < fields.length) throw new Problem('invalid_input');
    return { faults: Object.fromEntries(faults), status: 400 };
  }
  try {
    await work(form.data);
    return undefined;
  } catch (error) {
    const known = error instanceof Problem ? PROBLEM_FAULTS[error.code] : undefined;
    if (!known || !(error instanceof Problem)) throw error;
    const alert = known.alert && [...known.alert, ...waitOf(error)];
    const { status, retryAfter } = error;
    return { ...known, ...(alert === undefined ? {} : { alert }), status, retryAfter };
  }
}

/**
 * A field as it was typed, to be shown again.
 *
 * @param body - as sent.
 * @param name - of the field. Never a password.
 */
export function typed(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value.slice(0, 320) : '';
}

function filledIn(body: unknown): object {
  return Object.fromEntries(Object.entries(body ?? {}).filter(([, value]) => value !== ''));
}
