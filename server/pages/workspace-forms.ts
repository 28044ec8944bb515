import { z } from 'zod';
import { emailAddress, emailDomain, eventKinds, nameOf, roleName, scopes, slug, webhookUrl } from '../http/schemas.ts';
import type { FormWords } from './forms.ts';

const DAY_SECONDS = 86_400;

/** Words between blanks, commas or the ends of lines; none: null. */
const words = (word: z.ZodType<string, string>) =>
  z
    .string()
    .max(8000)
    .default('')
    .transform((typed) => typed.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(word).max(100))
    .transform((all) => (all.length > 0 ? all : null));

const days = z.coerce
  .number()
  .positive()
  .max(3660)
  .transform((count) => count * DAY_SECONDS);

const networks = words(z.union([z.cidrv4(), z.cidrv6()]));

const kinds = words(eventKinds.element);

/** Boxes that are ticked: a form sends one as it is, and of none nothing. */
const boxes = z.union([z.array(z.string()), z.string().transform((one) => [one])]).default([]);
const ticked = boxes.pipe(scopes);

/** Boxes of which one is ticked at least. */
const someTicked = ticked.refine((names) => names.length > 0);

/** The fields of the forms on pages of workspaces. */
export const Forms = {
  workspace: z.object({ name: nameOf(200), slug }),
  invitation: z.object({ email: emailAddress, role: roleName }),
  link: z.object({
    role: roleName,
    max_uses: z.coerce.number().int().min(1).max(10_000),
    link_days: z.coerce.number().positive().max(30),
    email_domain: emailDomain.optional(),
  }),
  one: z.object({ id: z.uuid() }),
  role: z.object({ id: z.uuid(), role: roleName }),
  memberRoles: z.object({ id: z.uuid(), member_roles: boxes.pipe(z.array(roleName).min(1).max(20)) }),
  memberToken: z.object({ id: z.uuid(), token: z.uuid() }),
  nothing: z.object({}),
  policy: z.object({
    required_assurance: z.enum(['', '2', '3']).transform((level) => (level === '' ? null : Number(level))),
    grace_days: z.coerce
      .number()
      .min(0)
      .max(90)
      .transform((count) => count * DAY_SECONDS),
  }),
  rules: z.object({
    token_days: days,
    session_days: z.union([z.literal('').transform(() => null), days]).default(null),
    networks,
    domains: words(emailDomain),
  }),
  newRole: z.object({ role_name: roleName, scopes: ticked }),
  roleScopes: z.object({ id: z.uuid(), scopes: ticked }),
  removedRole: z.object({ id: z.uuid(), replacement: z.uuid().nullable().default(null) }),
  newService: z.object({ label: nameOf(100), scopes: someTicked }),
  service: z.object({ id: z.uuid(), label: nameOf(100), scopes: someTicked }),
  endedKey: z.object({ id: z.uuid(), key: z.uuid() }),
  newKey: z.object({ days, networks }),
  webhook: z.object({ id: z.uuid(), url: webhookUrl, kinds }),
  newWebhook: z.object({ url: webhookUrl, kinds }),
  newToken: z.object({ label: nameOf(100), days, scopes: someTicked, networks }),
} as const;

/** What forms of workspaces say. Fields that the database alone evaluates have no sentence of their own: it is said above the form. */
export const OF_WORKSPACES: FormWords = {
  fields: {
    name: 'fault.workspace_name',
    slug: 'fault.slug',
    email: 'fault.email',
    max_uses: 'fault.uses',
    link_days: 'fault.link_days',
    email_domain: 'fault.domain',
    token_days: 'fault.days',
    session_days: 'fault.days',
    days: 'fault.days',
    required_assurance: 'fault.policy',
    grace_days: 'fault.grace_days',
    networks: 'fault.networks',
    domains: 'fault.domains',
    role_name: 'fault.role_name',
    member_roles: 'fault.member_roles',
    label: 'fault.label',
    url: 'fault.webhook_url',
    kinds: 'fault.event_kinds',
    scopes: 'fault.scopes',
  },
  problem: ({ code, status }) => (status === 401 || status >= 500 ? undefined : { alert: [[`problem.${code}`]] }),
};
