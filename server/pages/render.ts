import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Eta } from 'eta';
import type { FastifyReply } from 'fastify';
import { type Brand, brandProperties } from './brand.ts';

/** Shows pages: templates that escape whatever they are given. */
export interface Pages {
  /**
   * Answers with a page.
   *
   * @param reply - not yet sent.
   * @param template - its name, without the ending.
   * @param data - what it shows.
   * @param options - status: 200 where left out; retryAfter: seconds to wait; formTargets: origins or schemes that its forms may end up at, besides our own.
   */
  show(
    reply: FastifyReply,
    template: string,
    data?: object,
    options?: { status?: number; retryAfter?: number | undefined; formTargets?: readonly string[] },
  ): FastifyReply;
  /** The one stylesheet, with the brand's colour. */
  stylesheet: string;
}

const HERE = import.meta.dirname;

/**
 * Opens the templates.
 *
 * @param brand - name, logo, colour.
 */
export function openPages(brand: Brand): Pages {
  const eta = new Eta({ views: path.join(HERE, 'templates'), cache: true, autoEscape: true });
  const stylesheet = brandProperties(brand.color) + readFileSync(path.join(HERE, 'style.css'), 'utf8');
  const version = createHash('sha256').update(stylesheet).digest('hex').slice(0, 12);
  const pictures = brand.logo?.startsWith('https://') ? `'self' ${new URL(brand.logo).origin}` : "'self'";
  return {
    stylesheet,
    show: (reply, template, data = {}, { status = 200, retryAfter, formTargets = [] } = {}) => {
      if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
      return (
        reply
          .code(status)
          .header('cache-control', 'no-store')
          // The address of a page may hold a proof. Not no-referrer: a browser would then call the origin of our own forms null.
          .header('referrer-policy', 'strict-origin')
          .header(
            'content-security-policy',
            `default-src 'none'; style-src 'self'; img-src ${pictures}; form-action ${["'self'", ...formTargets].join(' ')}; ` +
              "base-uri 'none'; frame-ancestors 'none'",
          )
          .type('text/html; charset=utf-8')
          .send(eta.render(`./${template}`, { brand, version, ...data }))
      );
    },
  };
}
