import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const PACKAGE = path.dirname(path.dirname(createRequire(import.meta.url).resolve('@simplewebauthn/browser')));

/** The one script that pages fetch: a library, which names itself SimpleWebAuthnBrowser, and what uses it. */
export const PASSKEY_SCRIPT = [
  readFileSync(path.join(PACKAGE, 'dist/bundle/index.umd.min.js'), 'utf8'),
  readFileSync(path.join(import.meta.dirname, 'passkey-prompt.js'), 'utf8'),
].join('\n');

/** Its address, which changes with it. */
export const PASSKEY_SCRIPT_URL = `/pages/passkeys.js?v=${createHash('sha256').update(PASSKEY_SCRIPT).digest('hex').slice(0, 12)}`;

/** How a page is shown that has it: it fetches what to ask for, from here alone. */
export const WITH_PASSKEYS = { script: "'self'; connect-src 'self'" } as const;
