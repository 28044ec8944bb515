import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { LRUCache } from 'lru-cache';
import { type Entry, isTokenEntry } from '../database/gateway.ts';
import type { FormerSlug } from '../database/session-functions.ts';

const REMEMBERED = 10_000;
const REMEMBERED_MS = 60_000;

/** What is asked about slugs; undefined: it is no former one of a workspace of that user. */
interface Slugs {
  formerSlug(slug: string, userId: string): Promise<FormerSlug | undefined>;
}

/**
 * Says in answers to requests that named their workspace by a slug that it no longer has since when that is so, and until when it is understood
 * (RFC 9745, RFC 8594).
 */
export const formerSlugs = fp(async (app: FastifyInstance, { issuer }: { issuer: Slugs }) => {
  // Promises, so that many requests at once ask once.
  const known = new LRUCache<string, Promise<FormerSlug | undefined>>({ max: REMEMBERED, ttl: REMEMBERED_MS });

  function ask(slug: string, entry: Entry): Promise<FormerSlug | undefined> {
    const userId = isTokenEntry(entry) ? entry.user_id : entry.sub;
    const key = `${userId} ${slug}`;
    const asked = known.get(key) ?? issuer.formerSlug(slug, userId).catch(() => undefined);
    known.set(key, asked, { noUpdateTTL: true });
    return asked;
  }

  app.addHook('onSend', async (request, reply, payload) => {
    const { entry } = request;
    // An id has 36 characters, a slug at most 32.
    if (!entry?.wanted || entry.wanted.length === 36 || reply.statusCode >= 400) return payload;
    const former = await ask(entry.wanted, entry);
    if (former) {
      reply.header('deprecation', `@${Math.floor(former.retiredAt.getTime() / 1000)}`);
      reply.header('sunset', former.endsAt.toUTCString());
    }
    return payload;
  });
});
