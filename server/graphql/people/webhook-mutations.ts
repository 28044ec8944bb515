import { requireClaims } from '../../http/claims.ts';
import { eventKinds, parse, webhookUrl } from '../../http/schemas.ts';
import { type MutationDeclaration, required } from './mutation-declarations.ts';
import { shape } from './shapes.ts';

/** What is shown once. */
const NEW_SECRET = shape('', { id: 'uuid', secret: 'text' });

/** Every mutation of webhooks. */
export const WEBHOOK_MUTATIONS: readonly MutationDeclaration[] = [
  {
    function: 'create_webhook',
    repeats: ['url'],
    shape: NEW_SECRET,
    blames: { invalid_input: 'url' },
    special: {
      schema: 'rowseal_private',
      hidden: ['claims', 'wanted', 'ip', 'id', 'secret_jwe'],
      call:
        ({ gateway, webhooks }) =>
        async (entry, { url, kinds }) =>
          required(webhooks).create(await requireClaims(gateway, entry, 'webhooks:write'), {
            url: parse(webhookUrl, url),
            kinds: kinds ? parse(eventKinds, kinds) : undefined,
          }),
    },
  },
  { function: 'change_webhook', repeats: ['id'], blames: { not_found: 'id' } },
  { function: 'remove_webhook', repeats: ['id'], blames: { not_found: 'id' } },
  { function: 'test_webhook', repeats: ['id'], result: 'delivery_id', blames: { not_found: 'id' } },
  {
    function: 'rotate_webhook_secret',
    shape: NEW_SECRET,
    blames: { lifetime_not_allowed: 'former_ends_at', not_found: 'id' },
    special: {
      schema: 'rowseal_private',
      hidden: ['claims', 'wanted', 'ip', 'secret_jwe'],
      call:
        ({ gateway, webhooks }) =>
        async (entry, { id, former_ends_at }) =>
          required(webhooks).rotate(
            await requireClaims(gateway, entry, 'webhooks:write'),
            String(id),
            (former_ends_at ?? undefined) as string | undefined,
          ),
    },
  },
];
