import * as client from 'openid-client';
import { Problem } from '../http/problem.ts';

/** Seconds that a provider has for each answer. */
export const PROVIDER_TIMEOUT_S = 5;
const LARGEST_ANSWER = 1_000_000;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Whether a provider may be talked to there: https, and in development http on this machine.
 *
 * @param url - of the provider, or what its metadata names.
 * @param development - not in production.
 */
export function isAllowedUpstream(url: URL, development: boolean): boolean {
  return url.protocol === 'https:' || (development && url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

/**
 * How providers are fetched from: follows no redirects, so that nobody sends this server where it may not go, and reads no answer that does
 * not end.
 *
 * @param development - allows http on this machine.
 */
export function upstreamFetch(development: boolean): client.CustomFetch {
  return async (address, options) => {
    const url = new URL(address);
    if (!isAllowedUpstream(url, development)) throw new Error('a provider must be reached over https');
    const answer = await fetch(url, { ...options, redirect: 'manual' } as RequestInit);
    const body = await limitedBody(answer);
    return new Response(body, { status: answer.status, headers: answer.headers });
  };
}

async function limitedBody(answer: Response): Promise<Buffer<ArrayBuffer> | null> {
  if (answer.body === null || [101, 204, 205, 304].includes(answer.status)) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new Error('the answer of a provider was too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * What a failure at a provider is answered with.
 *
 * @param error - as openid-client threw it.
 */
export function upstreamProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const status = error instanceof client.ResponseBodyError ? error.status : 400;
  // What fetch throws has no code, its cause has.
  const away = (error instanceof TypeError && code === '') || code === 'OAUTH_TIMEOUT' || status >= 500;
  const problem = new Problem(away ? 'provider_unavailable' : 'login_failed');
  problem.cause = error;
  return problem;
}
