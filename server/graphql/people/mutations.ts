import { acceptInvitation, declineInvitation } from '../../credentials/account-actions.ts';
import { acceptInvitationLink } from '../../credentials/invitation-links.ts';
import { requirePublicKey } from '../../credentials/public-keys.ts';
import { requireClaims } from '../../http/claims.ts';
import type { Outcomes } from './calls.ts';
import { type MutationDeclaration, required } from './mutation-declarations.ts';
import { WEBHOOK_MUTATIONS } from './webhook-mutations.ts';

const HIDDEN = ['status', 'retry_after'];
const slugTaken: Outcomes = { problems: { slug_taken: 'slug_taken' }, blames: { slug_taken: 'slug' } };

/** Every mutation. */
export const MUTATIONS: readonly MutationDeclaration[] = [
  { function: 'change_name', blames: { invalid_input: 'name' } },
  { function: 'change_address', columns: { hidden: ['retry_after'] }, blames: { invalid_input: 'address' } },
  { function: 'create_workspace', repeats: ['slug', 'name'], columns: { hidden: HIDDEN }, ...slugTaken },
  { function: 'change_workspace', columns: { hidden: HIDDEN }, ...slugTaken },
  { function: 'set_workspace_settings' },
  {
    function: 'set_workspace_policy',
    columns: { hidden: HIDDEN },
    blames: { shuts_you_out: 'required_assurance', invalid_input: 'required_assurance' },
  },
  { function: 'delete_workspace', result: 'erase_at' },
  { function: 'restore_workspace', repeats: ['id'], blames: { not_found: 'id' } },
  { function: 'set_member_role', repeats: ['user_id', 'role'], blames: { last_owner: 'user_id' } },
  {
    function: 'set_member_roles',
    repeats: ['user_id'],
    blames: { last_owner: 'user_id', invalid_input: 'roles' },
  },
  { function: 'remove_member', repeats: ['user_id'], blames: { not_found: 'user_id', last_owner: 'user_id' } },
  {
    function: 'waive_policy',
    repeats: ['user_id'],
    result: 'ends_at',
    blames: { not_found: 'user_id', another_person_required: 'user_id' },
  },
  { function: 'transfer_ownership', repeats: ['user_id'], blames: { not_found: 'user_id' } },
  { function: 'define_role', repeats: ['name', 'scopes'] },
  {
    function: 'create_role',
    repeats: ['name', 'scopes'],
    result: 'id',
    blames: { conflict: 'name', invalid_input: 'name' },
  },
  { function: 'change_role', repeats: ['id', 'scopes'], blames: { not_found: 'id' } },
  { function: 'remove_role', repeats: ['id'], blames: { role_in_use: 'replacement' } },
  {
    function: 'invite_member',
    repeats: ['address', 'role'],
    columns: { hidden: HIDDEN },
    blames: { not_found: 'role', conflict: 'address', address_not_allowed: 'address', invalid_input: 'address' },
  },
  {
    function: 'invite_members',
    rows: { field: 'invitations', type: 'InvitedAddress' },
    columns: { nullable: ['id', 'expires_at', 'retry_after'] },
    blames: { not_found: 'role', invalid_input: 'addresses' },
  },
  { function: 'revoke_invitation', repeats: ['id'], blames: { not_found: 'id' } },
  {
    function: 'resend_invitation',
    repeats: ['id'],
    columns: { hidden: HIDDEN },
    blames: { not_found: 'id', conflict: 'id', address_not_allowed: 'id' },
  },
  {
    function: 'decline_invitation',
    columns: { hidden: HIDDEN },
    blames: { invalid_proof: 'token', invitation_for_another: 'token' },
    special: {
      schema: 'rowseal',
      hidden: [],
      call:
        ({ gateway }) =>
        async (entry, { token }) => {
          await declineInvitation(gateway, entry, String(token));
          return {};
        },
    },
  },
  {
    function: 'accept_invitation',
    columns: { hidden: HIDDEN },
    blames: { invalid_proof: 'token', invitation_for_another: 'token' },
    special: {
      schema: 'rowseal',
      hidden: [],
      call:
        ({ gateway }) =>
        (entry, { token }) =>
          acceptInvitation(gateway, entry, String(token)),
    },
  },
  {
    function: 'create_invitation_link',
    blames: {
      not_found: 'role',
      lifetime_not_allowed: 'expires_at',
      address_not_allowed: 'email_domain',
    },
    special: {
      schema: 'rowseal_private',
      hidden: ['claims', 'wanted', 'ip'],
      call: ({ gateway, issuer }) => {
        return async (entry, { role, max_uses, expires_at, email_domain }) =>
          required(issuer).createInvitationLink(await requireClaims(gateway, entry, 'members:write'), {
            role: String(role),
            maxUses: Number(max_uses),
            expiresAt: String(expires_at),
            emailDomain: (email_domain ?? undefined) as string | undefined,
          });
      },
    },
  },
  { function: 'revoke_invitation_link', repeats: ['id'], blames: { not_found: 'id' } },
  {
    function: 'accept_invitation_link',
    columns: { hidden: [...HIDDEN, 'email_domain'] },
    blames: { invalid_proof: 'token', address_not_allowed: 'token' },
    special: {
      schema: 'rowseal',
      hidden: [],
      call:
        ({ gateway }) =>
        (entry, { token }) =>
          acceptInvitationLink(gateway, entry, String(token)),
    },
  },
  {
    function: 'create_token',
    repeats: ['name'],
    blames: { lifetime_not_allowed: 'expires_at' },
    special: {
      schema: 'rowseal_private',
      hidden: ['claims', 'wanted', 'ip'],
      call: ({ gateway, issuer }) => {
        return async (entry, { name, expires_at, scope, networks }) =>
          required(issuer).createToken(await requireClaims(gateway, entry, 'tokens:write'), {
            name: String(name),
            expiresAt: String(expires_at),
            scope: (scope ?? undefined) as string | undefined,
            networks: (networks ?? undefined) as string[] | undefined,
          });
      },
    },
  },
  {
    function: 'rotate_token',
    repeats: ['id'],
    result: 'token',
    blames: { lifetime_not_allowed: 'expires_at', not_found: 'id' },
    special: {
      schema: 'rowseal_private',
      hidden: ['claims', 'wanted', 'ip'],
      call: ({ gateway, issuer }) => {
        return async (entry, { id, expires_at }) =>
          required(issuer).rotateToken(
            await requireClaims(gateway, entry, 'tokens:write'),
            String(id),
            String(expires_at),
          );
      },
    },
  },
  { function: 'revoke_token', repeats: ['id'], blames: { not_found: 'id' } },
  { function: 'revoke_member_token', repeats: ['id'], blames: { not_found: 'id' } },
  { function: 'create_service', repeats: ['name', 'scopes'], result: 'id', blames: { invalid_input: 'name' } },
  { function: 'change_service', repeats: ['id'], blames: { not_found: 'id' } },
  { function: 'remove_service', repeats: ['id'], blames: { not_found: 'id' } },
  {
    function: 'create_service_key',
    columns: { nullable: ['token'] },
    blames: { lifetime_not_allowed: 'expires_at', not_found: 'service', too_many_keys: 'service' },
    special: {
      schema: 'rowseal_private',
      hidden: ['claims', 'wanted', 'ip'],
      call: ({ gateway, issuer }) => {
        return async (entry, { service, expires_at, networks, public_key }) =>
          required(issuer).createServiceKey(await requireClaims(gateway, entry, 'services:write'), String(service), {
            expiresAt: String(expires_at),
            networks: (networks ?? undefined) as string[] | undefined,
            publicKey: public_key ? await requirePublicKey(public_key) : undefined,
          });
      },
    },
  },
  { function: 'revoke_service_key', repeats: ['id'], blames: { not_found: 'id' } },
  ...WEBHOOK_MUTATIONS,
  { function: 'end_session', repeats: ['id'], blames: { not_found: 'id' } },
  { function: 'end_other_sessions', result: 'ended' },
  { function: 'disconnect_app', repeats: ['client_id'], result: 'ended' },
];
