import type { Entry, Gateway } from '../database/gateway.ts';
import { Problem, type ProblemCode, unthrottled } from '../http/problem.ts';
import { presentedToken } from './token-format.ts';

interface Answer {
  status: 'accepted' | 'invalid' | 'throttled' | keyof typeof REFUSALS;
  retry_after: number;
  workspace_id: string;
  role: string;
  email_domain: string | null;
}

const REFUSALS = {
  unverified: 'address_not_verified',
  another_domain: 'address_not_allowed',
  former_member: 'former_member',
  already_member: 'conflict',
} as const satisfies Record<string, ProblemCode>;

/** An invitation link that is genuine, and does not admit who came with it. */
export class LinkRefused extends Problem {
  /** The only domain whose addresses it admits, where that is why. */
  readonly emailDomain: string | null;

  /**
   * @param code - why.
   * @param emailDomain - the domain that it asks for.
   */
  constructor(code: ProblemCode, emailDomain: string | null) {
    super(
      code,
      code === 'conflict'
        ? 'You are already a member of this workspace'
        : emailDomain === null
          ? undefined
          : `The link is for addresses of ${emailDomain}`,
    );
    this.emailDomain = emailDomain;
  }
}

/**
 * Makes the user who entered a member of the workspace of an invitation link.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param token - of the link.
 * @returns of which workspace, and as what.
 * @throws Problem invalid_proof, address_not_verified, address_not_allowed, former_member, conflict, too_many_attempts; or the driver's error.
 */
export async function acceptInvitationLink(
  gateway: Gateway,
  entry: Entry,
  token: string,
): Promise<{ workspace_id: string; role: string }> {
  const presented = presentedToken('rsj_', token);
  const outcome = await gateway.one<Answer>(entry, {
    name: 'accept_invitation_link',
    text: `select status, ceil(extract(epoch from retry_after))::int as retry_after, workspace_id, role, email_domain
             from rowseal.accept_invitation_link_with_digest($1, $2, $3)`,
    values: [presented?.ownerId, presented?.id, presented?.digest],
  });
  const { status, workspace_id, role, email_domain } = unthrottled(outcome);
  if (status === 'accepted') return { workspace_id, role };
  if (!Object.hasOwn(REFUSALS, status)) throw new Problem('invalid_proof');
  throw new LinkRefused(REFUSALS[status as keyof typeof REFUSALS], email_domain);
}
