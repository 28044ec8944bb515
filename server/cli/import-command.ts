import { type Command, Option } from 'commander';
import type { ExportedBy, ImportOptions } from './importing.ts';
import type { Circumstances } from './operator-commands.ts';

// Told here once more, for the help to be read without what it belongs to; it has to be complete.
const EXPORTERS: Record<ExportedBy, true> = {
  rowseal: true,
  supabase: true,
  auth0: true,
  keycloak: true,
  firebase: true,
};

/**
 * The command that imports users.
 *
 * @param program - the command line.
 * @param circumstances - what it needs, once it runs.
 */
export function addImportCommand(program: Command, { configuration, running }: Circumstances): void {
  program
    .command('import')
    .description('import users of another system, with the passwords that they have there; may be run again')
    .argument('<files...>', 'its export: .csv, .json, or JSON Lines')
    .addOption(
      new Option('--from <system>', 'whose export it is; rowseal: the form of docs/import.md')
        .choices(Object.keys(EXPORTERS))
        .default('rowseal'),
    )
    .option('--source <name>', 'what tells these users from those of other imports (default: the system)')
    .option('--passwords <file>', 'of Auth0: the export of password hashes')
    .option('--firebase-config <file>', 'of Firebase: the hash_config that the console shows, with the signer key')
    .option('--peppered', 'a pepper stood behind each password (Devise): ROWSEAL_IMPORT_PEPPER', false)
    .option(
      '--provider <there=here...>',
      'what an identity provider is called there, and its id here; none: left out',
      [],
    )
    .option('--roles <file>', 'roles with their workspace, name and scopes, which are made first')
    .option('--workspace <workspace>', 'make everybody a member of it: slug or id')
    .option('--role <role>', 'as what', 'member')
    .option('--no-factors', 'without second factors: whoever had one signs in with a password alone')
    .option('--report <file>', 'what became of each line (default: the file, with .report.csv behind its name)')
    .option('--dry-run', 'change nothing in the database', false)
    .action(async (files: string[], options: ImportOptions) => {
      const { importUsers } = await import('./importing.ts');
      await importUsers(await configuration(), running, files, options);
    });
}
