import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { closeAfterFile } from './closing.ts';

/**
 * The Chromium that tests drive, from the environment or where Debian puts it, preferably without the windows that nobody sees: it takes half the
 * processor. Undefined: this machine has none.
 */
export const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(
  isExecutable,
);

/** What is added to the name of tests that need a browser, so that a run says why it left them out. */
export const WHY_SKIPPED = CHROMIUM
  ? ''
  : ' (left out: no Chromium at CHROMIUM, /usr/bin/chromium-headless-shell or /usr/bin/chromium)';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Processes that tests have no use for.
  '--in-process-gpu',
  '--disable-extensions',
  '--disable-features=Translate,OptimizationHints,MediaRouter,SpareRendererForSitePerProcess',
];

function isExecutable(file: string | undefined): file is string {
  if (!file) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts Chromium with a user data directory of its own, for the test file.
 *
 * @throws Error where there is none, or it does not start.
 */
export async function openBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error('there is no Chromium');
  // Chromium's sandbox does not work for root.
  const args = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  closeAfterFile(() => browser.close());
  return browser;
}
