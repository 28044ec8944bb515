import type { Command } from 'commander';
import type { Case } from './auditing.ts';
import type { Moment } from './history.ts';
import type { Circumstances } from './operator-commands.ts';
import type { PreviewOptions } from './previewing.ts';

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
    .option('--exit-code', 'exit with 1 if there is a finding that nobody has accepted', false)
    .option('--accepted', 'also list those that somebody has accepted', false)
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
  program
    .command('as-of')
    .description('list what a user could use in a workspace at a moment, or who could reach a row')
    .argument('<time>', 'in ISO 8601, for instance 2026-11-30T12:00:00Z')
    .option('--user <id>', 'a user; needs --workspace')
    .option('--workspace <name>', 'slug or id')
    .option('--table <table>', 'schema.name; needs --key')
    .option('--key <column=value...>', 'of one row')
    .option('--json', 'as JSON', false)
    .action(async (time: string, options: Moment) => ask((await import('./history.ts')).asOf({ ...options, time })));
  program
    .command('preview')
    .description('say who would gain or lose what by a migration, and which findings appear: on a copy of the database')
    .argument('<file>', 'SQL, without BEGIN and COMMIT')
    .option('--json', 'as JSON', false)
    .option('--markdown', 'as Markdown, for a pull request', false)
    .option('--exit-code', 'exit with 1 if somebody gains something, a finding appears, or less is to be proved', false)
    .action(async (file: string, options: PreviewOptions) =>
      ask((await import('./previewing.ts')).preview(file, options)),
    );
}
