import type { Command } from 'commander';
import type { Question } from './auditing.ts';

/**
 * The commands for services.
 *
 * @param service - the command that they are under.
 * @param ask - asks the database.
 */
export function addServiceCommands(service: Command, ask: (question: Question) => Promise<void>): void {
  const services = () => import('./services.ts');
  service
    .command('list')
    .description('list the services of a workspace, with their keys')
    .argument('<workspace>', 'slug or id')
    .option('--json', 'as JSON', false)
    .action(async (workspace: string, options: { json: boolean }) =>
      ask((await services()).listServices(workspace, options)),
    );
  service
    .command('create')
    .description('create a service')
    .argument('<workspace>', 'slug or id')
    .argument('<name>', 'the name people see')
    .requiredOption('--scopes <scopes>', 'what it may do, separated by spaces')
    .action(async (workspace: string, name: string, options: { scopes: string }) =>
      ask((await services()).createService(workspace, name, options)),
    );
  service
    .command('remove')
    .description('remove a service and its keys')
    .argument('<workspace>', 'slug or id')
    .argument('<service>', 'its id')
    .action(async (workspace: string, id: string) => ask((await services()).removeService(workspace, id)));
  service
    .command('key')
    .description('create a key of a service, and print it')
    .argument('<workspace>', 'slug or id')
    .argument('<service>', 'its id')
    .option('--expires <time>', 'in ISO 8601 (default: as late as the workspace allows)')
    .option('--networks <cidr...>', 'the only networks that may use it (default: any)')
    .action(async (workspace: string, id: string, options: { expires?: string; networks?: string[] }) =>
      ask((await services()).createKey(workspace, id, options)),
    );
  service
    .command('revoke')
    .description('revoke a key of a service')
    .argument('<workspace>', 'slug or id')
    .argument('<key>', 'its id')
    .action(async (workspace: string, id: string) => ask((await services()).revokeKey(workspace, id)));
}
