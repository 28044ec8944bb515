import type { Subjects } from './subjects.ts';

/** A road that is one statement. */
export interface Statement {
  name: string;
  text: string;
  /** It runs statements by the thousand, for each object of the catalogs, or each member or event of a page: their plans are not read. */
  isLong?: true;
}

/** What the server asks through the door of logins, where no request of a test can: what a person would have to hold in their hand is made up, and refused. */
export const ofIssuer = ({ person, service, serviceKey, passkey, workspace }: Subjects): Statement[] => [
  {
    name: 'a login by passkey',
    text: `select rowseal_private.log_in_with_passkey(row(sha256('a'), sha256('b'), '\\x${passkey}'::bytea, null, true, true, true, false, false, 1))`,
  },
  {
    name: 'a login by mailed code',
    text: `select rowseal_private.log_in_with_email_code(sha256('browser'), sha256('code'), ip => '198.51.100.7')`,
  },
  {
    name: 'a second factor, the challenge',
    text: `select rowseal_private.totp_challenge(row('${person}', gen_random_uuid(), sha256('x'))::rowseal_private.presented_token, null::rowseal_private.presented_refresh_token, ip => '198.51.100.7')`,
  },
  {
    name: 'a second factor, the answer',
    text: `select rowseal_private.complete_second_factor(row('${person}', gen_random_uuid(), sha256('x'))::rowseal_private.presented_token, 'totp', 1::bigint, null, ip => '198.51.100.7')`,
  },
  {
    name: 'a service by a signed assertion',
    text: `select rowseal_private.exchange_service_assertion('${service}', '${serviceKey}', 'jti', now() + interval '1 minute', null, '198.51.100.7')`,
  },
  {
    name: 'a service that authenticates itself by a signed assertion',
    text: `select rowseal_private.authenticate_service_assertion('${service}', '${serviceKey}', 'jti', now() + interval '1 minute', '198.51.100.7')`,
  },
  { name: 'the public keys of a service', text: `select rowseal_private.service_public_keys('${service}')` },
  {
    name: 'a service by its key',
    text: `select rowseal_private.exchange_service_key('${service}', row('${workspace}', '${serviceKey}', sha256('x')), null, '198.51.100.7')`,
  },
  {
    name: 'a service that authenticates itself by its key',
    text: `select rowseal_private.authenticate_service_key('${service}', row('${workspace}', '${serviceKey}', sha256('x')), '198.51.100.7')`,
  },
  {
    name: 'introspection of a token of a service',
    text: `select rowseal_private.inspect_service_token('${service}', '${serviceKey}', 'notes:read', 9999999999)`,
  },
  {
    name: 'revocation of a token of a service',
    text: `select rowseal_private.revoke_service_token('${service}', '${serviceKey}', 9999999999, '198.51.100.7')`,
  },
  {
    name: 'a client that signs its assertion',
    text: `select rowseal_private.use_assertion('app_' || lpad('7', 22, '0'), 'jti', now() + interval '1 minute')`,
  },
  { name: 'a guess of a client secret', text: `select rowseal_private.record_client_guess('198.51.100.7')` },
  { name: 'a guess of a token', text: `select rowseal_private.record_token_guess('198.51.100.7')` },
  {
    name: 'an answer to a request to sign out',
    text: `select rowseal_private.answer_logout(gen_random_uuid(), sha256('b'), null)`,
  },
  {
    name: 'a verifier that is made again',
    text: `select rowseal_private.upgrade_verifier('person31@filled.test', sha256('x'), row(sha256('s'), sha256('k'), 19456, 2, 1))`,
  },
  { name: 'passkeys of a host that is gone', text: `select rowseal_private.stranded_passkeys('https://gone.test')` },
  {
    name: 'a heartbeat for standbys',
    text: `select rowseal.beat('11111111-1111-7111-8111-111111111111', (extract(epoch from clock_timestamp()) * 1000)::bigint, '{}')`,
  },
];

/** What the worker does and watches, chore by chore. */
export const ofWorker = ({ delivery, webhook, workspace, batch, person, session }: Subjects): Statement[] => [
  { name: 'sealing: a batch of events', text: 'select * from rowseal_private.seal_events(1000)' },
  { name: 'sealing: batches to sign', text: 'select * from rowseal_private.list_unsigned_batches()' },
  { name: 'sealing: a signature', text: `select rowseal_private.sign_batch(${batch}, repeat('00', 32), 'x')` },
  { name: 'sealing: keys', text: 'select * from rowseal_private.list_event_keys()' },
  { name: 'sealing: a head that left', text: `select rowseal_private.has_head(1, ${batch}, repeat('00', 32))` },
  { name: 'webhooks: queueing', text: 'select rowseal_private.queue_webhooks(1000)' },
  {
    name: 'webhooks: what is sent',
    text: `select * from rowseal_private.compose_webhook('{"workspace_id": "${workspace}", "delivery_id": "${delivery}"}')`,
  },
  {
    name: 'webhooks: what came of it',
    text: `select rowseal_private.note_webhook_delivery(jsonb_build_object('workspace_id', workspace.id, 'delivery_id', '${delivery}', 'webhook_id', '${webhook}'), 200, null, false) from (values ('${workspace}')) as workspace (id)`,
  },
  {
    name: 'a client that is told of a sign-out',
    text: `select * from rowseal_private.compose_logout('{"client_id": "app_0000000000000000000007", "user_id": "${person}", "sid": "${session}"}')`,
  },
  { name: 'a client removed', text: `select rowseal_private.remove_client('app_0000000000000000002999')` },
  { name: 'a provider removed', text: `select rowseal_private.remove_identity_provider('filled', false)` },
  { name: 'partitions made', text: 'select rowseal_private.ensure_audit_partitions()' },
  { name: 'partitions dropped', text: 'select rowseal_private.drop_audit_partitions()' },
  { name: 'the seal key moving on', text: 'select rowseal_private.advance_seal_key()' },
  { name: 'figures of the database', text: 'select * from rowseal_private.operating_figures()' },
  { name: 'figures of the queue', text: 'select * from graphile_worker_rowseal.queue_figures()' },
  { name: 'jobs that were given up', text: 'select * from graphile_worker_rowseal.parked_jobs()' },
  { name: 'workers that are gone', text: 'select * from graphile_worker_rowseal.absent_workers()' },
  { name: 'the worker, that its door works', text: 'select rowseal_private.try_maintenance()' },
  {
    name: 'the master key: a page of secrets under the former one',
    text: `select * from rowseal_private.list_secrets('totp_secret', 'former')`,
  },
];

/** What an operator and an auditor ask, by the commands of `npx rowseal`. */
export const ofOperator = (subjects: Subjects): Statement[] => {
  const { person, victim, workspace, acme, service, serviceKey, webhook, note, session } = subjects;
  const key = `'{"workspace_id": "${workspace}", "id": "${note}"}'`;
  return [
    { name: 'users: by address', text: `select * from rowseal_audit.find_users('person31@filled.test')` },
    {
      name: 'users: a page of those whose address begins so',
      text: `select * from rowseal_audit.find_users('person3')`,
    },
    { name: 'users: a page of all', text: 'select * from rowseal_audit.find_users(null)' },
    { name: 'users: what one holds', text: `select * from rowseal_audit.holdings_of('${person}')` },
    { name: 'users: an export', text: `select rowseal_audit.export_user('${person}')` },
    { name: 'users: signed out', text: `select rowseal_audit.sign_out_user('${victim}')` },
    { name: 'users: disabled', text: `select rowseal_audit.set_user_enabled('${victim}', false)` },
    { name: 'users: factors removed', text: `select rowseal_audit.remove_factors('${victim}')` },
    { name: 'users: erased', text: `select * from rowseal_audit.erase_user('${victim}')` },
    { name: 'workspaces: by name', text: `select * from rowseal_audit.find_workspace('f7')` },
    {
      name: 'workspaces: a page of those whose slug begins so',
      text: `select * from rowseal_audit.list_workspaces('f7')`,
    },
    { name: 'workspaces: a page of all', text: 'select * from rowseal_audit.list_workspaces(null)' },
    { name: 'workspaces: made', text: `select rowseal_audit.create_workspace('bench', 'Bench', '${person}')` },
    { name: 'workspaces: renamed', text: `select rowseal_audit.change_workspace('${workspace}', 'Bench', 'bench')` },
    { name: 'workspaces: deleted', text: `select rowseal_audit.delete_workspace('${workspace}')` },
    { name: 'workspaces: restored', text: `select rowseal_audit.restore_workspace('${workspace}')` },
    { name: 'members: set', text: `select rowseal_audit.set_member('${workspace}', '${victim}', 'viewer')` },
    {
      name: 'members: roles set',
      text: `select rowseal_audit.set_member_roles('${acme}', '${person}', '{member,viewer}')`,
    },
    { name: 'members: removed', text: `select rowseal_audit.remove_member('${acme}', '${person}')` },
    {
      name: 'members: invited',
      text: `select rowseal_audit.invite('${acme}', 'a@bench.test', 'viewer', (select user_id from rowseal.memberships where workspace_id = '${acme}' and role = 'owner' limit 1))`,
    },
    { name: 'services: of a workspace', text: `select * from rowseal_audit.list_services('${workspace}')` },
    { name: 'services: made', text: `select rowseal_audit.create_service('${workspace}', 'Bench', '{notes:read}')` },
    {
      name: 'services: a key',
      text: `select * from rowseal_audit.create_service_key('${workspace}', '${service}', now() + interval '1 day', null)`,
    },
    {
      name: 'services: a key revoked',
      text: `select rowseal_audit.revoke_service_key('${workspace}', '${serviceKey}')`,
    },
    { name: 'services: removed', text: `select rowseal_audit.remove_service('${workspace}', '${service}')` },
    { name: 'webhooks: of a workspace', text: `select * from rowseal_audit.list_webhooks('${workspace}')` },
    {
      name: 'webhooks: disabled',
      text: `select rowseal_audit.set_webhook_enabled(hook.workspace_id, hook.id, false) from rowseal_private.webhooks as hook where hook.id = '${webhook}' and hook.workspace_id = (select workspace_id from rowseal_private.webhooks where url ~ 'filled' order by workspace_id limit 1)`,
    },
    {
      name: 'webhooks: removed',
      text: `select rowseal_audit.remove_webhook((select workspace_id from rowseal_private.webhooks where url ~ 'filled' order by workspace_id limit 1), '${webhook}')`,
    },
    {
      name: 'import: one user',
      text: `select * from rowseal_audit.import_users('bench', '[{"line": 1, "user_id": "00000000-0000-7000-8000-00000000beef", "external_id": "1", "email": "imported@bench.test", "verified": true, "memberships": [{"workspace": "acme", "role": "member"}]}]')`,
    },
    { name: 'import: who was', text: `select * from rowseal_audit.find_imported('filled', '{7,17,27}')` },
    {
      name: 'import: a role',
      text: `select * from rowseal_audit.import_roles('[{"workspace": "f7", "name": "bench", "scopes": ["notes:read"]}]')`,
    },
    { name: 'import: passwords that are still former ones', text: 'select * from rowseal_audit.former_passwords()' },
    {
      name: 'import: former passwords expired',
      text: `select rowseal_audit.expire_former_passwords(now() - interval '1 year')`,
    },
    { name: 'policy: of the installation', isLong: true, text: 'select * from rowseal_audit.installation_policy()' },
    { name: 'policy: set', text: `select rowseal_audit.set_installation_policy(null, '7 days')` },
    { name: 'maintenance mode', text: 'select rowseal_audit.set_maintenance(true)' },
    { name: 'transactions that are open', text: 'select * from rowseal_audit.open_transactions()' },
    { name: 'workers at work', text: 'select * from rowseal_audit.work_in_hand()' },
    { name: 'doctor: checks', isLong: true, text: 'select * from rowseal_audit.checks(now())' },
    { name: 'findings', isLong: true, text: 'select * from rowseal_audit.all_findings()' },
    { name: 'findings: accepted', text: 'select * from rowseal_audit.acceptances()' },
    { name: 'access of roles', isLong: true, text: 'select * from rowseal_audit.all_access()' },
    { name: 'a dump is possible', isLong: true, text: `select * from rowseal_audit.dumpable('rowseal_owner')` },
    {
      name: 'explain: why a row is not seen',
      text: `select * from rowseal.explain('${session}', 'app.notes', 'select', ${key}, '${workspace}')`,
    },
    {
      name: 'reach: a page of who may read a table',
      isLong: true,
      text: `select * from rowseal_audit.reach_page('app.notes', 'select', '${acme}')`,
    },
    {
      name: 'who could read a row',
      isLong: true,
      text: `select * from rowseal_audit.who_could('app.notes', ${key}, now(), '${workspace}')`,
    },
    {
      name: 'reach: counts',
      isLong: true,
      text: `select * from rowseal_audit.reach('app.notes', 'select', '${workspace}')`,
    },
    {
      name: 'workspaces: by the key of an application',
      text: `select rowseal.workspace_for_key('key-1', 'Key', '${workspace}')`,
    },
    { name: 'what a person could do', text: `select * from rowseal_audit.as_of('${person}', '${workspace}', now())` },
    { name: 'whose id this is', isLong: true, text: `select * from rowseal_audit.principal('${session}')` },
    {
      name: 'a review',
      isLong: true,
      text: `select * from rowseal_audit.review('${workspace}', now() - interval '1 day')`,
    },
    {
      name: 'a review signed off',
      isLong: true,
      text: `select rowseal_audit.sign_review('${workspace}', now() - interval '1 day', 'seen')`,
    },
    { name: 'events: a page of the export', isLong: true, text: `select * from rowseal_audit.events('1.1000', 100)` },
    {
      name: 'events: a page of the export of a workspace',
      isLong: true,
      text: `select * from rowseal_audit.events('1.1000', 100, '${workspace}')`,
    },
    { name: 'events: a page of batches', text: 'select * from rowseal_audit.event_batches(10, 100)' },
    { name: 'events: the last cursor', text: 'select rowseal_audit.last_cursor()' },
    { name: 'events: keys', text: 'select * from rowseal_audit.event_keys()' },
    { name: 'events: one batch verified', isLong: true, text: 'select * from rowseal_audit.verify(null, 10, 1)' },
    { name: 'recover: nothing was lost', text: 'select rowseal_audit.nothing_lost()' },
  ];
};

/** What those who entered ask for, and no operation of HTTP does. */
export const OF_MEMBERS: Statement[] = [
  { name: 'events: the latest of a workspace', text: 'select * from rowseal.list_events(page_size => 50)' },
  {
    name: 'events: the latest of a rare kind',
    text: `select * from rowseal.list_events(page_size => 50, of_kind => 'workspace_created')`,
  },
  { name: 'scopes', text: 'select * from rowseal.list_scopes()' },
  { name: 'roles that one may give', text: 'select * from rowseal.assignable_roles()' },
  { name: 'what keeps an account from being deleted', text: 'select * from rowseal.deletion_blockers()' },
  { name: 'an application disconnected', text: `select rowseal.disconnect_app('app_0000000000000000000007')` },
  { name: 'an identity unlinked', text: `select rowseal.unlink_identity('nowhere', 'nobody')` },
  { name: 'a role defined', text: `select rowseal.define_role('bench', '{notes:read}')` },
  { name: 'a page of protected rows', text: 'select id, title from app.notes order by created_at desc limit 20' },
  { name: 'protected rows counted', text: 'select count(*) from app.notes' },
  {
    name: 'a protected row written',
    text: `insert into app.notes (title) values ('bench') returning id`,
  },
  {
    name: 'protected rows changed',
    text: `update app.notes set title = 'bench' where id = (select id from app.notes limit 1)`,
  },
  { name: 'what one may do here', text: 'select rowseal.me()' },
];
