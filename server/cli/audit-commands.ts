import type { Command } from 'commander';
import type { Case } from './auditing.ts';
import type { Circumstances } from './operator-commands.ts';

/**
 * The commands that answer a DBA. They change nothing.
 *
 * @param program - the command line.
 * @param circumstances - what they need, once they run.
 */
export function addAuditCommands(program: Command, { configuration, running }: Circumstances): void {
  const auditing = () => import('./auditing.ts');
  const ask = async (question: import('./auditing.ts').Question) =>
    (await auditing()).ask(await configuration(), running, question);
  program
    .command('findings')
    .description('list what is wrong with how the database is protected, with the SQL that mends it')
    .option('--json', 'as JSON', false)
    .option('--exit-code', 'end with 1 if there is a finding that nobody has accepted', false)
    .option('--accepted', 'those too that somebody has accepted', false)
    .action(async (options: { json: boolean; exitCode: boolean; accepted: boolean }) =>
      ask((await auditing()).showFindings(options)),
    );
  program
    .command('access')
    .description('list which role may do what to protected tables, and the gate that decides')
    .argument('[table]', 'one table: schema.name')
    .option('--json', 'as JSON', false)
    .action(async (relation: string | undefined, options: { json: boolean }) =>
      ask((await auditing()).showAccess({ ...options, relation })),
    );
  program
    .command('reach')
    .description('count the people and live credentials that reach a protected table now')
    .argument('<table>', 'schema.name')
    .argument('[command]', 'select, insert, update or delete', 'select')
    .option('--workspace <name>', 'list those of a workspace (slug or id)')
    .option('--json', 'as JSON', false)
    .action(async (relation: string, command: string, options: { json: boolean; workspace?: string }) =>
      ask((await auditing()).showReach({ ...options, relation, command })),
    );
  program
    .command('explain')
    .description('say which gate denies somebody a command on a protected table, and what would allow it')
    .argument(
      '<principal>',
      'the id of a user, a session or a token, or a personal access token (its id alone is sent)',
    )
    .argument('<table>', 'schema.name')
    .argument('<command>', 'select, insert, update or delete')
    .option('--key <column=value...>', 'of one row')
    .option('--workspace <name>', 'slug or id, where the credential is bound to none')
    .option('--ip <address>', "the caller's, for a token that is limited to networks")
    .option('--json', 'as JSON', false)
    .action(
      async (
        principal: string,
        relation: string,
        command: string,
        options: { json: boolean } & Omit<Case, 'principal' | 'relation' | 'command'>,
      ) => ask((await auditing()).explain({ ...options, principal, relation, command })),
    );
}
