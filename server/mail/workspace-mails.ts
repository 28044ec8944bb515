import { z } from 'zod';
import { moment, type Sentences } from './proving-mails.ts';
import { oneLine, timeOf } from './words.ts';

/** Mails about workspaces, one or all; see rowseal_private.compose_mail. */
export const WORKSPACE_MAILS = [
  z.object({
    kind: z.literal('invitation'),
    variables: z.object({
      token: z.string(),
      workspace: z.string(),
      /** Null: the address is not verified. */
      inviter: z.string().nullable(),
      role: z.string(),
      expires_at: moment,
    }),
  }),
  z.object({
    kind: z.literal('policy_set'),
    variables: z.object({ workspace: z.string(), level: z.int(), due_at: moment }),
  }),
  z.object({
    kind: z.literal('installation_policy_set'),
    variables: z.object({ level: z.int(), due_at: moment }),
  }),
  z.object({
    kind: z.literal('policy_waived'),
    variables: z.object({ workspace: z.string(), at: moment, ends_at: moment }),
  }),
  z.object({
    kind: z.literal('webhook_disabled'),
    variables: z.object({
      workspace: z.string(),
      host: z.string(),
      at: moment,
      reason: z.enum(['gone', 'failing', 'behind']),
    }),
  }),
] as const;

/** One of these. */
export type WorkspaceMail = z.infer<(typeof WORKSPACE_MAILS)[number]>;

/**
 * The words of such a mail.
 *
 * @param mail - its kind, and what to fill in.
 */
export function sentencesOfWorkspace({ kind, variables }: WorkspaceMail): Sentences {
  if (kind === 'installation_policy_set') {
    const key = variables.level > 2 ? 'mail.installation_policy_set.passkey' : 'mail.installation_policy_set.factor';
    return {
      subject: ['mail.installation_policy_set.subject'],
      text: [[key, { time: timeOf(variables.due_at) }]],
      action: ['mail.policy_set.action'],
    };
  }
  const workspace = oneLine(variables.workspace);
  switch (kind) {
    case 'policy_set': {
      const time = timeOf(variables.due_at);
      return {
        subject: ['mail.policy_set.subject', { workspace }],
        text: [[variables.level > 2 ? 'mail.policy_set.passkey' : 'mail.policy_set.factor', { workspace, time }]],
        action: ['mail.policy_set.action'],
      };
    }
    case 'policy_waived': {
      return {
        subject: ['mail.policy_waived.subject', { workspace }],
        text: [['mail.policy_waived.text', { workspace, time: timeOf(variables.at), end: timeOf(variables.ends_at) }]],
        remarks: [['mail.policy_waived.not_you'], ['mail.reset_now']],
      };
    }
    case 'webhook_disabled': {
      const { host, at, reason } = variables;
      const words = { workspace, host: oneLine(host), time: timeOf(at) };
      return {
        subject: ['mail.webhook_disabled.subject', { workspace }],
        text: [[`mail.webhook_disabled.${reason}`, words], ['mail.webhook_disabled.next']],
      };
    }
    case 'invitation': {
      const { inviter, role, expires_at } = variables;
      const named = inviter === null ? undefined : { workspace, role, inviter: oneLine(inviter) };
      return {
        subject: ['mail.invitation.subject', { workspace }],
        text: [named ? ['mail.invitation.text', named] : ['mail.invitation.text_unnamed', { workspace, role }]],
        action: ['mail.invitation.action'],
        remarks: [['mail.invitation.until', { time: timeOf(expires_at) }]],
        other: { label: ['mail.invitation.decline'], path: 'decline-invitation' },
      };
    }
  }
}
