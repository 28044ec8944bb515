import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { HumanGate, HumanPurpose } from '../http/human-check.ts';
import { type FormFaults, submit, widgetFields } from './forms.ts';

/**
 * Asks whether a person who is signed in sends a form. What is shown then is the page `person`, and nothing beside its widget: the script of somebody else
 * runs on no page that has a password or an account on it.
 *
 * @param humans - the check.
 * @param request - with the form, from either page.
 * @param asked - what for, and for which address.
 * @returns what that page says; undefined: a person has sent it, or nobody is asked.
 * @throws Problem unavailable, as the check does.
 */
export async function personFaults(
  { widget, require }: HumanGate,
  request: FastifyRequest,
  asked: { purpose: HumanPurpose; email?: string },
): Promise<FormFaults | undefined> {
  const fields = widgetFields(request.body);
  if (widget && Object.keys(fields).length === 0) return { status: 200 };
  return submit(z.object({}), {}, () => require(request, { ...asked, fields }));
}
