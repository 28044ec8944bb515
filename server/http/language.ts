import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Language, Languages } from '../messages/languages.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The language to answer in. */
    readonly language: Language;
  }
}

const NAME = '__Host-Http-rowseal-language';

/** Finds the language of each request: that of the authorization request it belongs to, else what its Accept-Language prefers. */
export const requestLanguage = fp(async (app: FastifyInstance, { languages }: { languages: Languages }) => {
  app.decorateRequest('language', {
    getter(this: FastifyRequest) {
      return languages.preferred(asked(this.cookies?.[NAME]) ?? this.headers['accept-language']);
    },
  });
});

/** Language tags in order of preference, as an Accept-Language that prefers them in that order. */
function asked(tags: string | undefined): string | undefined {
  return tags
    ?.split(',')
    .map((tag, place) => `${tag};q=${(10 - place) / 10}`)
    .join(',');
}

/**
 * Keeps the language that a client asked for until the browser is closed.
 *
 * @param reply - not yet sent.
 * @param uiLocales - language tags with blanks between them, in order of preference (OpenID Connect Core section 3.1.2.1); undefined: none.
 */
export function keepLanguage(reply: FastifyReply, uiLocales: unknown): void {
  if (typeof uiLocales !== 'string' || !/^[A-Za-z0-9-]{1,35}( [A-Za-z0-9-]{1,35}){0,9}$/.test(uiLocales)) return;
  const value = uiLocales.replaceAll(' ', ',');
  reply.setCookie(NAME, value, { path: '/', httpOnly: true, secure: true, sameSite: 'lax' });
}
