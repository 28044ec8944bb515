import type { z } from 'zod';
import { Problem, type ProblemCode, problemOf } from '../http/problem.ts';
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

/** What the forms of a kind say of what is wrong with them. */
export interface FormWords {
  /** Of a field that is missing or not as it should be. */
  fields: Record<string, MessageKey>;
  /** Of a problem that a form can be sent again after; undefined for others. */
  problem(problem: Problem): Omit<FormFaults, 'status' | 'retryAfter'> | undefined;
}

/** What is said of a problem that a form can be sent again after; undefined for others. */
const PROBLEM_FAULTS: Partial<Record<ProblemCode, Omit<FormFaults, 'status' | 'retryAfter'>>> = {
  password_too_common: { faults: { password: 'fault.password_too_common' } },
  invalid_credentials: { faults: { current_password: 'fault.current_password_wrong' } },
  last_owner: { alert: [['delete_account.blocked']] },
  email_codes_off: { alert: [['problem.email_codes_off']] },
  registration_closed: { alert: [['register.closed']] },
  too_many_attempts: { alert: [['advice.too_many_attempts']] },
  overloaded: { alert: [['sign_in.overloaded']] },
  not_human: { alert: [['problem.not_human']] },
  invalid_proof: { expired: true },
};

const OF_ACCOUNTS: FormWords = {
  fields: {
    email: 'fault.email',
    password: 'fault.password',
    current_password: 'fault.current_password',
    name: 'fault.name',
  },
  problem: ({ code }) => PROBLEM_FAULTS[code],
};

/**
 * Reads a form and does what it asks for.
 *
 * @param schema - of its fields.
 * @param body - as sent. Fields that are left empty count as left out.
 * @param work - gets the fields.
 * @param words - of the form's kind; left out: of accounts.
 * @returns what is wrong with it; undefined: it is done.
 * @throws what work throws, where the form cannot be sent again; Problem invalid_input where a field that nobody types is wrong.
 */
export async function submit<T>(
  schema: z.ZodType<T>,
  body: unknown,
  work: (fields: T) => Promise<unknown>,
  words = OF_ACCOUNTS,
): Promise<FormFaults | undefined> {
  const form = schema.safeParse(filledIn(body));
  if (!form.success) {
    const fields = [...new Set(form.error.issues.map(({ path }) => String(path[0])))];
    const faults = fields.flatMap((field) => {
      const sentence = words.fields[field];
      return sentence ? [[field, sentence] as const] : [];
    });
    if (faults.length < fields.length) throw new Problem('invalid_input');
    return { faults: Object.fromEntries(faults), status: 400 };
  }
  try {
    await work(form.data);
    return undefined;
  } catch (error) {
    const problem = problemOf(error);
    const known = words.problem(problem);
    if (!known) throw error;
    const alert = known.alert && [...known.alert, ...waitOf(problem)];
    const { status, retryAfter } = problem;
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

/**
 * A field that a script has filled in with JSON; undefined: it is none.
 *
 * @param body - as sent.
 * @param name - of the field.
 */
export function typedJson(body: unknown, name: string): unknown {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Our own fields of the forms on which somebody is asked whether they are a person. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['email', 'password', 'name', 'request', 'back']);

/**
 * What a widget has added to a form.
 *
 * @param body - as sent.
 */
export function widgetFields(body: unknown): Record<string, string> {
  const others = Object.entries(body ?? {}).filter(([name]) => !OWN_FIELDS.has(name));
  return Object.fromEntries(others.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}
