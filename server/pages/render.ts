import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Eta } from 'eta';
import type { FastifyReply } from 'fastify';
import type { ShownWidget } from '../http/human-check.ts';
import { underBase } from '../http/public-url.ts';
import type { MessageKey } from '../messages/en.ts';
import type { Sentence } from '../messages/languages.ts';
import { type Brand, brandProperties } from './brand.ts';
import { PASSKEY_SCRIPT_URL } from './passkey-script.ts';

/** How a page is answered. */
export interface ShowOptions {
  /** 200 where left out. */
  status?: number;
  /** Seconds to wait. */
  retryAfter?: number | undefined;
  /** Origins or schemes that its forms may end up at, besides our own. */
  formTargets?: readonly string[];
  /** The address of a picture that it shows, besides our own. */
  picture?: string | undefined;
  /** The script that it has, as a source of the Content-Security-Policy, and what follows from it; left out: none. */
  script?: string | undefined;
  /** Of the application's check of who is a person, which the page has room for. */
  widget?: ShownWidget | undefined;
}

/** A page that says one thing. */
export interface MessagePage {
  heading: Sentence;
  sentences: readonly Sentence[];
  /** Whether something is wrong. */
  alarming?: boolean;
  /** Where to go from here. */
  link?: { url: string; text: MessageKey };
  /** Names the request in the logs. */
  reference?: string;
}

/** Shows pages, in the language of the request: templates that escape whatever they are given. */
export interface Pages {
  /**
   * Answers with a page.
   *
   * @param reply - not yet sent.
   * @param template - its name, without the ending.
   * @param data - what it shows: `alert` as sentences, `faults` as a sentence's key for each field.
   * @param options - how it is answered.
   */
  show(reply: FastifyReply, template: string, data?: object, options?: ShowOptions): FastifyReply;
  /**
   * Answers with a page that says one thing.
   *
   * @param reply - not yet sent.
   * @param message - what it says.
   * @param options - as of show.
   */
  message(reply: FastifyReply, message: MessagePage, options?: ShowOptions): FastifyReply;
  /** The one stylesheet, with the brand's colour. */
  stylesheet: string;
}

const HERE = import.meta.dirname;

/**
 * Opens the templates.
 *
 * @param brand - name, logo, colour.
 * @param base - the path of the public URL: pages are written as if there were none.
 */
export function openPages(brand: Brand, base = ''): Pages {
  const eta = new Eta({ views: path.join(HERE, 'templates'), cache: true, autoEscape: true });
  const stylesheet = brandProperties(brand.color) + readFileSync(path.join(HERE, 'style.css'), 'utf8');
  const version = createHash('sha256').update(stylesheet).digest('hex').slice(0, 12);
  const passkeyScript = base + PASSKEY_SCRIPT_URL;
  const pictures = brand.logo?.startsWith('https://') ? `'self' ${new URL(brand.logo).origin}` : "'self'";
  const pages: Pages = {
    stylesheet,
    message: (reply, message, options) => pages.show(reply, 'message', message, options),
    show: (
      reply,
      template,
      data = {},
      { status = 200, retryAfter, formTargets = [], picture, script, widget } = {},
    ) => {
      const { tag: lang, text: t, html: h, day, time } = reply.request.language;
      if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
      return (
        reply
          .code(status)
          .header('cache-control', 'no-store')
          .header('content-language', lang)
          // The address of a page may hold a token. Not no-referrer: a browser would then call the origin of our own forms null.
          .header('referrer-policy', 'strict-origin')
          .header(
            'content-security-policy',
            `default-src 'none'; ${widget ? withWidget(widget) : ''}${script === undefined ? '' : `script-src ${script}; `}style-src ${["'self'", widget?.sources ?? []].flat().join(' ')}; img-src ${[pictures, picture ? new URL(picture).origin : [], widget?.sources ?? []].flat().join(' ')}; form-action ${["'self'", ...formTargets].join(' ')}; ` +
              "base-uri 'none'; frame-ancestors 'none'",
          )
          .type('text/html; charset=utf-8')
          .send(
            underBase(
              base,
              eta.render(`./${template}`, { brand, version, passkeyScript, lang, t, h, day, time, widget, ...data }),
            ),
          )
      );
    },
  };
  return pages;
}

const withWidget = ({ sources }: ShownWidget) =>
  `script-src ${sources}; connect-src ${sources}; frame-src ${sources}; `;
