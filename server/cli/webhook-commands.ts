import type { Command } from 'commander';
import type { Question } from './auditing.ts';

/**
 * The commands for webhooks.
 *
 * @param webhook - the command that they are under.
 * @param ask - asks the database.
 */
export function addWebhookCommands(webhook: Command, ask: (question: Question) => Promise<void>): void {
  const webhooks = () => import('./webhooks.ts');
  webhook
    .command('list')
    .description('list the webhooks of a workspace, with what waits and has failed')
    .argument('<workspace>', 'slug or id')
    .option('--json', 'as JSON', false)
    .action(async (workspace: string, options: { json: boolean }) =>
      ask((await webhooks()).listWebhooks(workspace, options)),
    );
  for (const [name, enabled, description] of [
    ['enable', true, 'enable a webhook, from the next event on'],
    ['disable', false, 'disable a webhook, and drop what waits for it'],
  ] as const)
    webhook
      .command(name)
      .description(description)
      .argument('<workspace>', 'slug or id')
      .argument('<webhook>', 'its id')
      .action(async (workspace: string, id: string) =>
        ask((await webhooks()).setWebhookEnabled(workspace, id, enabled)),
      );
  webhook
    .command('remove')
    .description('remove a webhook')
    .argument('<workspace>', 'slug or id')
    .argument('<webhook>', 'its id')
    .action(async (workspace: string, id: string) => ask((await webhooks()).removeWebhook(workspace, id)));
}
