import { account } from './de/account.ts';
import { consent } from './de/consent.ts';
import { factors } from './de/factors.ts';
import { mail } from './de/mail.ts';
import { pages } from './de/pages.ts';
import { problems } from './de/problems.ts';
import { signIn } from './de/sign-in.ts';
import { workspaceParts } from './de/workspace-parts.ts';
import { workspaces } from './de/workspaces.ts';
import type { Messages } from './en.ts';

/** German; a topic has its file in de/. */
export const de: Messages = {
  ...pages,
  ...signIn,
  ...consent,
  ...account,
  ...factors,
  ...workspaces,
  ...workspaceParts,
  ...mail,
  ...problems,
};
