import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { ClientAddress } from '../database/oauth-types.ts';
import { type AuthorizationResponse, redirectToClient, responseFields } from '../http/authorization-response.ts';
import type { Pages } from './render.ts';

/** The one script of the pages. Without it there is a button. */
const SENDS_ITSELF = 'document.forms[0].submit()';
const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SENDS_ITSELF).digest('base64')}'`;

/**
 * Sends the browser on with an authorization response, in the query of the client's address or as a form.
 *
 * @param reply - not yet sent.
 * @param pages - show the form.
 * @param where - the client's.
 * @param response - the response.
 */
export function answerClient(
  reply: FastifyReply,
  pages: Pages,
  { redirect_uri, response_mode }: ClientAddress,
  response: AuthorizationResponse,
): FastifyReply {
  if (response_mode === 'query') return redirectToClient(reply, redirect_uri, response);
  return pages.show(
    reply,
    'form-post',
    { url: redirect_uri, fields: responseFields(response), script: SENDS_ITSELF },
    { formTargets: targetsOf(redirect_uri), script: SCRIPT_SOURCE },
  );
}

/** What a Content-Security-Policy can name: no IPv6 address, no host of an application's own scheme, nothing that would end the directive. */
const NAMEABLE = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/;

/**
 * Where a form may end up, after redirects: browsers hold form-action against those too.
 *
 * @param address - of a client.
 */
export function targetsOf(address: string): string[] {
  const { protocol, origin } = new URL(address);
  return [NAMEABLE.test(origin) ? origin : protocol];
}

/**
 * What a person recognises an address by.
 *
 * @param address - of a client.
 */
export function destinationOf(address: string): string {
  const { protocol, host } = new URL(address);
  // Behind a scheme of its own an application may write any host.
  return /^https?:$/.test(protocol) ? host : protocol;
}
