import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { wholeToken } from '../http/schemas.ts';
import type { Pages } from './render.ts';

/** What a mailed link brings: a token of Rowseal's own, whether it still works. */
export const MailedLink = z.object({ token: wholeToken('rsv_') });

/**
 * Says that a mailed link leads nowhere any more.
 *
 * @param pages - to say it with.
 * @param reply - not yet sent.
 * @param again - where another one can be had; left out: nowhere.
 */
export function linkExpired(pages: Pages, reply: FastifyReply, again?: string): FastifyReply {
  const link = again === undefined ? {} : { link: { url: again, text: 'link_expired.another' as const } };
  return pages.message(
    reply,
    { heading: ['link_expired.heading'], sentences: [['link_expired.text']], alarming: true, ...link },
    { status: 400 },
  );
}
