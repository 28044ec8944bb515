import { Argument, type Command } from 'commander';
import { addMaintenanceCommands } from './maintenance-commands.ts';
import type { Circumstances } from './operator-commands.ts';
import type { ProtectOptions } from './protecting.ts';
import type { RecoverOptions } from './recovering.ts';
import type { ReviewOptions } from './reviewing.ts';
import type { BindOptions } from './roles.ts';
import { addServiceCommands } from './service-commands.ts';
import { addWebhookCommands } from './webhook-commands.ts';

/**
 * The commands of a DBA who looks after people, workspaces and tables.
 *
 * @param program - the command line.
 * @param circumstances - what they need, once they run.
 */
export function addDbaCommands(program: Command, circumstances: Circumstances): void {
  const { configuration, running } = circumstances;
  const ask = async (question: import('./auditing.ts').Question) =>
    (await import('./auditing.ts')).ask(await configuration(), running, question);
  program
    .command('doctor')
    .description(
      'examine the installation: findings, settings, roles, clock, keys, mail, poolers, replication, connections',
    )
    .option('--json', 'as JSON', false)
    .action(async (options: { json: boolean }) =>
      ask((await import('./doctor.ts')).examine(await configuration(), running, options)),
    );
  program
    .command('review')
    .description('list who has access to a workspace, by what, and what has changed; sign it off')
    .argument('<workspace>', 'slug or id')
    .option('--since <time>', 'also list what has changed since then, in ISO 8601')
    .option('--csv', 'as CSV', false)
    .option('--json', 'as JSON', false)
    .option('--sign <comment>', 'sign it off: records an audit event with the digest of what was listed')
    .action(async (workspace: string, options: ReviewOptions) =>
      ask((await import('./reviewing.ts')).review(workspace, options)),
    );
  program
    .command('recover')
    .description(
      'after a restore or a promotion, while nothing is served: end every session, grant, token and invitation, which may have been revoked',
    )
    .option('--since <time>', 'from when on changes were lost, in ISO 8601')
    .option('--nothing-lost', 'end nothing: no commit that was acknowledged is missing', false)
    .action(async (options: RecoverOptions) => ask((await import('./recovering.ts')).recover(options)));
  addMaintenanceCommands(program.command('maintenance').description('let requests read only, for a while'), ask);
  addPeopleCommands(program, ask);
  addPolicyCommands(program.command('policy').description('ask everybody for a second factor'), ask);
  addRoleCommands(
    program.command('role').description('bind login roles of PostgreSQL to members, for SQL clients'),
    ask,
  );
  addWebhookCommands(program.command('webhook').description('look after webhooks of workspaces'), ask);
  addServiceCommands(program.command('service').description('look after services: programs of workspaces'), ask);
  addProtectCommand(program, ask);
}

function addPolicyCommands(policy: Command, ask: Ask): void {
  const policies = () => import('./policy.ts');
  policy
    .command('show')
    .description('print what is asked, and how many people lack it')
    .option('--json', 'as JSON', false)
    .action(async (options: { json: boolean }) => ask((await policies()).showPolicy(options)));
  policy
    .command('set')
    .description('ask everybody, in every workspace; who lacks the factor is told by mail')
    .addArgument(new Argument('<level>', '2: two factors; 3: a passkey').choices(['2', '3']))
    .option('--grace <interval>', 'how long people have for it, from now or from when they registered', '7 days')
    .action(async (level: string, options: { grace: string }) => ask((await policies()).setPolicy(level, options)));
  policy
    .command('end')
    .description('ask nothing of everybody any more; workspaces go on asking what they ask')
    .action(async () => ask((await policies()).endPolicy));
}

type Ask = (question: import('./auditing.ts').Question) => Promise<void>;

function addRoleCommands(role: Command, ask: Ask): void {
  const roles = () => import('./roles.ts');
  role
    .command('bind')
    .description('bind a login role to a user in a workspace: a session of it is that user there')
    .argument('<role>', 'a login role, made by a DBA')
    .requiredOption('--user <user>', 'an address or an id')
    .requiredOption('--workspace <workspace>', 'slug or id')
    .option('--scope <scopes>', 'limit it to these, separated by spaces')
    .option('--expires <time>', 'in ISO 8601 (default: as late as the workspace allows)')
    .option('--writes', 'let it change rows too', false)
    .action(async (name: string, options: BindOptions) => ask((await roles()).bindRole(name, options)));
  role
    .command('unbind')
    .description('unbind a login role, and end its sessions')
    .argument('<role>', 'the login role')
    .action(async (name: string) => ask((await roles()).unbindRole(name)));
  role
    .command('list')
    .description('list the login roles that are bound to members')
    .option('--json', 'as JSON', false)
    .action(async (options: { json: boolean }) => ask((await roles()).listRoles(options)));
}

function addPeopleCommands(program: Command, ask: Ask): void {
  const people = () => import('./people.ts');
  const user = program.command('user').description('look after accounts');
  user
    .command('list')
    .description('list accounts')
    .argument('[search]', 'a complete address or an id')
    .option('--json', 'as JSON', false)
    .action(async (search: string | undefined, options: { json: boolean }) =>
      ask((await people()).listUsers({ ...options, search })),
    );
  user
    .command('show')
    .description('show an account with its memberships and credentials')
    .argument('<user>', 'an address or an id')
    .option('--json', 'as JSON', false)
    .action(async (name: string, options: { json: boolean }) =>
      ask((await people()).showUser({ ...options, user: name })),
    );
  for (const [name, enabled, what] of [
    ['disable', false, 'disable an account, and end every credential of it'],
    ['enable', true, 'enable an account again; what has ended stays so'],
  ] as const) {
    user
      .command(name)
      .description(what)
      .argument('<user>', 'an address or an id')
      .action(async (given: string) => ask((await people()).setUserEnabled(given, enabled)));
  }
  user
    .command('sign-out')
    .description('end the sessions of an account and its grants to applications')
    .argument('<user>', 'an address or an id')
    .action(async (given: string) => ask((await people()).signOutUser(given)));
  user
    .command('export')
    .description('print everything that Rowseal keeps about an account, as JSON')
    .argument('<user>', 'an address or an id')
    .action(async (given: string) => ask((await people()).exportUser(given)));
  user
    .command('erase')
    .description('erase an account at once, with everything that refers to it')
    .argument('<user>', 'an address or an id')
    .action(async (given: string) => ask((await people()).eraseUser(given)));
  const workspace = program.command('workspace').description('look after workspaces');
  workspace
    .command('list')
    .description('list workspaces')
    .option('--json', 'as JSON', false)
    .action(async (options: { json: boolean }) => ask((await people()).listWorkspaces(options)));
  workspace
    .command('show')
    .description('show a workspace; for its people, see rowseal review')
    .argument('<workspace>', 'slug or id')
    .option('--json', 'as JSON', false)
    .action(async (name: string, options: { json: boolean }) =>
      ask((await people()).showWorkspace({ ...options, name })),
    );
  addWorkspaceChanges(workspace, program.command('member').description('look after the members of workspaces'), ask);
}

function addWorkspaceChanges(workspace: Command, member: Command, ask: Ask): void {
  const workspaces = () => import('./workspaces.ts');
  workspace
    .command('create')
    .description('create a workspace')
    .argument('<slug>', 'its name in URLs and headers')
    .requiredOption('--name <name>', 'what people read')
    .requiredOption('--owner <user>', 'its first owner: an address or an id')
    .action(async (slug: string, options: { name: string; owner: string }) =>
      ask((await workspaces()).createWorkspace(slug, options)),
    );
  workspace
    .command('rename')
    .description('give a workspace another name or slug; the former slug works for a while')
    .argument('<workspace>', 'slug or id')
    .option('--name <name>', 'what people read')
    .option('--slug <slug>', 'its name in URLs and headers')
    .action(async (name: string, options: { name?: string; slug?: string }) =>
      ask((await workspaces()).renameWorkspace(name, options)),
    );
  workspace
    .command('delete')
    .description('mark a workspace as deleted: nobody can enter it, and after a grace period it is erased')
    .argument('<workspace>', 'slug or id')
    .action(async (name: string) => ask((await workspaces()).deleteWorkspace(name)));
  workspace
    .command('restore')
    .description('restore a workspace that was deleted')
    .argument('<workspace>', 'slug or id')
    .action(async (name: string) => ask((await workspaces()).restoreWorkspace(name)));
  member
    .command('set')
    .description('make a user a member, or give a member other roles')
    .argument('<workspace>', 'slug or id')
    .argument('<user>', 'an address or an id')
    .argument(
      '<roles...>',
      'owner, admin, member, viewer, or one of the workspace; the member then has these and no others',
    )
    .action(async (name: string, user: string, roles: string[]) =>
      ask((await workspaces()).setMember(name, user, roles)),
    );
  member
    .command('remove')
    .description('remove a member, and their credentials for the workspace')
    .argument('<workspace>', 'slug or id')
    .argument('<user>', 'an address or an id')
    .action(async (name: string, user: string) => ask((await workspaces()).removeMember(name, user)));
}

function addProtectCommand(program: Command, ask: Ask): void {
  program
    .command('protect')
    .description('protect a table, as its owner: rowseal.protect')
    .argument('<table>', 'schema.name')
    .option('--column <name>', 'the column that says which workspace a row belongs to')
    .option('--read <scope>', 'the scope for reading')
    .option('--write <scope>', 'the scope for writing')
    .option('--insert <scope>', 'the scope for this command, instead')
    .option('--update <scope>', 'the scope for this command, instead')
    .option('--delete <scope>', 'the scope for this command, instead')
    .option('--owner <column>', 'a column with the id of a user, whose rows they are')
    .option('--owned <commands...>', 'commands that are for the owner of a row alone')
    .option('--override <scope>', 'the scope that lifts this')
    .option('--parent <table>', 'a protected table whose rows decide')
    .option('--shared', 'a lookup table that every workspace reads', false)
    .option('--missing <what>', 'raise, or hide rows, where the scope for reading is missing', 'raise')
    .option('--keep <roles...>', 'roles that work as before', [])
    .option('--secret <columns...>', 'columns that statistics must not reveal', [])
    .option('--allow <exceptions...>', 'accept what would be refused', [])
    .option('--assured <commands...>', 'commands that need an assurance; every write, if left out')
    .option('--assurance <level>', 'how well people have to have proved who they are')
    .option('--fresh <age>', 'how long ago they may have shown it')
    .option('--dry-run', 'print the statements, and change nothing', false)
    .action(async (relation: string, options: ProtectOptions) =>
      ask((await import('./protecting.ts')).protect(relation, options)),
    );
}
