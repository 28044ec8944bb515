import { createHash } from 'node:crypto';
import { contentSecurityPolicy } from '../http/content-security-policy.ts';

/** What GraphiQL's files may do: its workers, among them, load more of these files. */
export const GRAPHIQL_FILES_POLICY = contentSecurityPolicy({ 'script-src': ["'self'"], 'form-action': ["'none'"] });

/**
 * Lets GraphiQL's page run the scripts that it came with, told by their hashes, and talk to this server only.
 *
 * @param base - the path of the public URL, which its addresses lack.
 */
export const graphiqlPage = (base: string): GraphileConfig.Plugin => ({
  name: 'RowsealGraphiqlPage',
  grafserv: {
    middleware: {
      async ruruHTML(next, { request, config }) {
        const { endpoint = '/graphql', staticPath = '/ruru-static/' } = config;
        const addresses = new RegExp(`"(?=${staticPath}|${endpoint}")`, 'g');
        const page = (await next()).replaceAll(addresses, `"${base}`);
        request.requestContext.fastifyv5?.reply.header('content-security-policy', policyOf(page));
        return page;
      },
    },
  },
});

function policyOf(page: string): string {
  const scripts = [...page.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script = '']) => script);
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return contentSecurityPolicy({
    'connect-src': ["'self'"],
    'font-src': ["'self'", 'data:'],
    'form-action': ["'none'"],
    'img-src': ["'self'", 'data:'],
    'script-src': ["'self'", ...hashes],
    // The editor writes styles of its own as it goes.
    'style-src': ["'self'", "'unsafe-inline'"],
    'worker-src': ["'self'"],
  });
}
