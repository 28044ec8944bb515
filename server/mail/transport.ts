import { lazily } from '../database/lazily.ts';
import { emailAddress } from '../http/schemas.ts';

/** A mail, ready to go. */
export interface Mail {
  /** One address. */
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A way for mails to leave. */
export interface MailTransport {
  /**
   * Hands a mail over: `sent`, or `refused` for good, so that trying again is no use.
   *
   * @throws Error that holds nothing of the mail, when it may work later.
   */
  send(mail: Mail): Promise<'sent' | 'refused'>;
}

/** Seconds until a mail server that does not answer is given up, for now. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/**
 * Mail by SMTP. What the URL's query says (`?requireTLS=false`) goes before what is set here.
 *
 * @param url - smtp:// or smtps://, with user and password where the server asks for them, which then never travel in the clear.
 * @param from - the sender: an address, or a name and an address in angle brackets.
 */
export function smtpTransport(url: string, from: string): MailTransport {
  const options = {
    ...PATIENCE,
    requireTLS: new URL(url).username !== '',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  // Loaded with the first mail: a start would wait for it.
  const transporter = lazily(async () => {
    const { createTransport } = await import('nodemailer');
    // RFC 3834: nobody's absence note is to answer.
    return createTransport({ url, ...options }, { from, headers: { 'Auto-Submitted': 'auto-generated' } });
  });
  return {
    send: async ({ to, ...mail }) => {
      const { data: address } = emailAddress.safeParse(to);
      if (address === undefined) return 'refused';
      try {
        await (await transporter.get()).sendMail({ to: { name: '', address }, ...mail });
        return 'sent';
      } catch (error) {
        if (isForGood(error)) return 'refused';
        throw new Error(describe(error));
      }
    },
  };
}

/** Whether the server will never take this mail (RFC 5321 section 4.2.1). A fault of the configuration is not the mail's. */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('permanent' in error) || error.permanent !== true) return false;
  const { code, command } = error as Error & { code?: string; command?: string };
  return code === 'EMESSAGE' || (code === 'EENVELOPE' && command === 'RCPT TO');
}

function describe(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return `the mail server did not accept a mail: ${[code, responseCode].filter((part) => part !== undefined).join(' ')}`;
}
