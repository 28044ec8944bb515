import { setTimeout as sleep } from 'node:timers/promises';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { createOutbox } from '#server/mail/outbox.ts';
import { mailTask } from '#server/mail/task.ts';
import { openLanguages } from '#server/messages/languages.ts';
import { startWorker } from '#server/worker/worker.ts';
import { closeAfterFile } from './closing.ts';
import { PUBLIC_URL } from './demo-app.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/**
 * A worker that keeps mail in an outbox, stopped after the test file.
 *
 * @param workerUrl - connection string of rowseal_worker.
 * @param publicUrl - base of links.
 * @returns waits for a mail to an address, and tells the link in it to a page, or the line that matches.
 */
export async function outboxLinks(
  workerUrl: string,
  publicUrl: string = PUBLIC_URL,
): Promise<(to: string, what: string | RegExp) => Promise<string>> {
  const transport = createOutbox();
  const report = () => {};
  const mail = mailTask({
    transport,
    publicUrl,
    product: 'Rowseal',
    language: openLanguages().standard,
    emailCodes: emailCodes(TEST_MASTER_KEY),
    report,
  });
  const worker = await startWorker(workerUrl, TEST_MASTER_KEY, report, { mail });
  closeAfterFile(() => worker.stop());
  const used = new Set<string>();
  return async (to, what) => {
    const isIt = (line: string) =>
      typeof what === 'string' ? line.startsWith(`${publicUrl}/${what}?`) : what.test(line);
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
      const lines = transport.list().flatMap((kept) => (kept.to === to ? kept.text.split('\n') : []));
      const link = lines.find((line) => isIt(line) && !used.has(line));
      if (!link) continue;
      used.add(link);
      return link;
    }
    throw new Error(`no mail with ${what} came to ${to}`);
  };
}
