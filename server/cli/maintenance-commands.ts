import type { Command } from 'commander';
import type { Question } from './auditing.ts';

/**
 * The commands for maintenance mode.
 *
 * @param maintenance - the command that they are under.
 * @param ask - asks the database.
 */
export function addMaintenanceCommands(maintenance: Command, ask: (question: Question) => Promise<void>): void {
  const mode = () => import('./maintenance-mode.ts');
  maintenance
    .command('on')
    .description('refuse what writes with 503, and wait until what writes already has ended')
    .option('--retry-after <seconds>', 'when clients are told to try again', Number, 30)
    .action(async ({ retryAfter }: { retryAfter: number }) => ask((await mode()).beginMaintenance(retryAfter)));
  maintenance
    .command('off')
    .description('let requests write again')
    .action(async () => ask((await mode()).endMaintenance));
}
