import { account } from './en/account.ts';
import { consent } from './en/consent.ts';
import { factors } from './en/factors.ts';
import { mail } from './en/mail.ts';
import { pages } from './en/pages.ts';
import { problems } from './en/problems.ts';
import { signIn } from './en/sign-in.ts';
import { workspaceParts } from './en/workspace-parts.ts';
import { workspaces } from './en/workspaces.ts';

/**
 * Every sentence that people who use an installation read on pages and in mail; a topic has its file in en/. ICU MessageFormat: `{name}` is
 * filled in, `<b>…</b>` and `<code>…</code>` are emphasis on pages and left out elsewhere. An apostrophe right before `{`, `}` or `<` is doubled.
 */
export const en = {
  ...pages,
  ...signIn,
  ...consent,
  ...account,
  ...factors,
  ...workspaces,
  ...workspaceParts,
  ...mail,
  ...problems,
} as const;

/** The name of a sentence. */
export type MessageKey = keyof typeof en;

/** A whole language: a missing sentence is a type error. */
export type Messages = Readonly<Record<MessageKey, string>>;
