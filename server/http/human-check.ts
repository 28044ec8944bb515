import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { loggable } from '../observability/logging.ts';
import { callerOf } from './client-address.ts';
import { Problem } from './problem.ts';

/** What somebody asks for that costs mail, or makes an account. */
export type HumanPurpose = 'register' | 'reset_password' | 'verify_email' | 'email_code' | 'recover_factors';

/** What an application's check is told of a request. */
export interface HumanRequest {
  purpose: HumanPurpose;
  /** The address that was typed; undefined: of who is signed in. */
  email: string | undefined;
  /** What a widget has added to the form, by the names of its fields; of a REST client: its `human`. */
  fields: Readonly<Record<string, string>>;
  /** The client's address. */
  ip: string;
  userAgent: string | undefined;
  /** Aborted when the answer is no longer waited for. */
  signal: AbortSignal;
}

/** Says whether a person asks. */
export type VerifyHuman = (request: HumanRequest) => boolean | Promise<boolean>;

/** A widget of an application's check, on the pages that ask: an element, and the script that fills it. */
export interface HumanWidget {
  /** Its address: https. */
  script: string;
  /** Of the element: class, id and data-…. */
  attributes: Record<string, string>;
  /** Origins beside the script's that it may fetch, frame and show. */
  origins?: string[] | undefined;
}

/** An application's check, with its widget. */
export interface HumanCheck {
  verifyHuman: VerifyHuman;
  widget?: HumanWidget | undefined;
}

/** A widget as pages show it. */
export interface ShownWidget {
  script: string;
  attributes: Readonly<Record<string, string>>;
  /** Sources of the Content-Security-Policy. */
  sources: string;
}

/** Asks an application's check, where there is one. */
export interface HumanGate {
  /** What pages show; undefined: nothing. */
  widget: ShownWidget | undefined;
  /**
   * Refuses whom the check does not take for a person.
   *
   * @param request - of whom.
   * @param asked - what for, for which address, and what the client has sent for the check.
   * @throws Problem not_human; unavailable where the check fails, or says nothing for five seconds.
   */
  require(
    request: FastifyRequest,
    asked: { purpose: HumanPurpose; email?: string | undefined; fields?: Record<string, string> | undefined },
  ): Promise<void>;
}

/** What a REST client sends for the check. */
export const humanFields = z
  .record(z.string().max(100), z.string().max(8192))
  .refine((fields) => Object.keys(fields).length <= 10, 'must have ten fields at most')
  .optional()
  .describe('What the check of this installation asks for, such as the answer of a widget, by the name of its field');

const PATIENCE_MS = 5000;
const source = z.string().regex(/^https:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/, 'must be an https origin');
const Widget = z.strictObject({
  script: z.url({ protocol: /^https$/ }),
  attributes: z.record(z.string().regex(/^(class|id|data-[a-z0-9-]+)$/, 'must be class, id or data-…'), z.string()),
  origins: z.array(source).default([]),
});

/**
 * Opens the gate.
 *
 * @param check - of the application; undefined: everybody passes.
 * @param patience - how long to wait for it, in milliseconds.
 * @throws Error with a sentence for the operator, where the check is none.
 */
export function humanGate(check: VerifyHuman | HumanCheck | undefined, patience = PATIENCE_MS): HumanGate {
  if (check === undefined) return { widget: undefined, require: async () => {} };
  const { verifyHuman, widget } = typeof check === 'function' ? { verifyHuman: check } : check;
  if (typeof verifyHuman !== 'function') throw new Error('verifyHuman is not a function');
  return {
    widget: widget && shown(widget),
    require: async (request, { purpose, email, fields = {} }) => {
      const signal = AbortSignal.timeout(patience);
      const { 'user-agent': userAgent } = request.headers;
      const asked = { purpose, email, fields, ip: callerOf(request).ip, userAgent, signal };
      const verdict = await Promise.race([Promise.resolve(asked).then(verifyHuman), silence(signal)]).catch((error) => {
        request.log.error({ error: loggable(error) }, 'verifyHuman failed');
        throw new Problem('unavailable');
      });
      if (verdict !== true) throw new Problem('not_human');
    },
  };
}

function shown(widget: HumanWidget): ShownWidget {
  const parsed = Widget.safeParse(widget);
  if (!parsed.success)
    throw new Error(`the widget of verifyHuman: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
  const { script, attributes, origins } = parsed.data;
  return { script, attributes, sources: [...new Set([new URL(script).origin, ...origins])].join(' ') };
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('verifyHuman did not answer in time')), { once: true });
  });
}

/**
 * Loads the check of an application.
 *
 * @param file - a module whose default export is `verifyHuman`, or an object with it and a `widget`.
 * @throws Error with a sentence for the operator, where there is none.
 */
export async function humanCheckIn(file: string): Promise<VerifyHuman | HumanCheck> {
  const found = await import(pathToFileURL(path.resolve(file)).href).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`ROWSEAL_VERIFY_HUMAN: ${file} cannot be loaded: ${reason}`, { cause });
  });
  const check = found.default?.default ?? found.default;
  if (typeof check !== 'function' && typeof check?.verifyHuman !== 'function')
    throw new Error(`ROWSEAL_VERIFY_HUMAN: the default export of ${file} has no verifyHuman`);
  return check;
}
