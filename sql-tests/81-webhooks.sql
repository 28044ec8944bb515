-- Webhooks: who makes and changes them, what is queued for which, what is sent, and what becomes of it.
begin;
set local search_path = tap, pg_catalog;
select plan(112);

select rowseal_test.personas();
create function pg_temp.jwe(body text default 'Y2lwaGVy') returns text
  language sql immutable return 'aGVhZA..aXY.' || jwe.body || '.dGFn';
create function pg_temp.answers(email text, call text, wanted text default 'acme', scope text default null) returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.enter_as(email, wanted, scope);
  execute 'select * from ' || call;
  perform rowseal_test.leave();
  return 'done';
exception when others then
  return sqlstate;
end
$$;
-- What the issuing door answers, of a session of whom, and with which proofs.
create function pg_temp.issues(
  email text, call text, wanted text default 'acme', scope text default null, proofs jsonb default null
) returns text
  language plpgsql volatile
as $$
declare
  v_claims constant rowseal_private.claims := rowseal_private.open_session(
    rowseal_test.id(email), null, scope, '192.0.2.1'::inet, 'pgTAP',
    proofs => coalesce(proofs, jsonb_build_object('password', now())));
begin
  perform rowseal_test.step_into('rowseal_issuer');
  execute 'select rowseal_private.' || call using v_claims, wanted;
  perform rowseal_test.leave();
  return 'done';
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.creation(
  name text, url text default 'https://hooks.test/in', kinds text default 'null', jwe text default pg_temp.jwe()
) returns text
  language sql immutable
  return format('create_webhook($1, $2, %L, %L, %L, %s)', rowseal_test.id(creation.name), creation.jwe, creation.url,
    creation.kinds);

-- Who makes one
select is(pg_temp.issues(email, pg_temp.creation('x'), wanted, scope, proofs), result, what)
  from (values
    ('member@acme.test', 'acme', null, null::jsonb, 'RS006', 'a member makes none'),
    ('stranger@nowhere.test', 'acme', null, null, 'RS004', 'who is no member makes none'),
    ('owner@globex.test', 'acme', null, null, 'RS006', 'the owner of another workspace makes none here'),
    ('owner@acme.test', 'acme', 'webhooks:write audit:read', null, 'RS010', 'a limited session makes none'),
    ('owner@acme.test', null, null, null, 'RS007', 'a webhook is of a workspace'),
    ('owner@acme.test', 'acme', null, '{"password": "2020-01-01T00:00:00Z"}', 'RS050',
      'who has not just proved who they are makes none'),
    ('owner@acme.test', 'acme', null, null, 'done', 'the control: an owner makes one')
  ) as call (email, wanted, scope, proofs, result, what);
delete from rowseal_private.webhooks;
select is(pg_temp.issues('owner@acme.test', pg_temp.creation('x', url)), result, format('%s: %s', url, result))
  from (values
    ('http://hooks.test/', '23514'), ('https://hooks.test', '23514'), ('https://me:secret@hooks.test/', '23514'),
    ('https://hooks.test/#part', '23514'), ('https://hooks.test/a b', '23514'), ('ftp://hooks.test/', '23514'),
    (E'https://hooks.test/\n', '23514'), ('https://' || repeat('x', 993) || '/', '23514'),
    ('https://hooks.test:8443/in?key=1', 'done')
  ) as call (url, result);
delete from rowseal_private.webhooks;
select is(pg_temp.issues('owner@acme.test', pg_temp.creation('x', kinds => quote_literal(kinds))), result,
  format('kinds %s: %s', kinds, result))
  from (values
    ('{member_added,member_removed}', 'done'), ('{Member}', '23514'), ('{"a b"}', '23514'), ('{NULL}', '23514')
  ) as call (kinds, result);
delete from rowseal_private.webhooks;
select is(pg_temp.issues('owner@acme.test', pg_temp.creation('x', jwe => 'whsec_x')), '23514',
  'a secret that is not encrypted is not stored');
select is(pg_temp.issues('owner@acme.test', pg_temp.creation('w' || number)), 'done', 'webhook ' || number)
  from generate_series(1, 20) as number;
select is(pg_temp.issues('owner@acme.test', pg_temp.creation('w21')), 'RS068', 'a workspace has twenty');
delete from rowseal_private.webhooks;
-- A role that may write webhooks and not read events
insert into rowseal.roles (workspace_id, name, scopes)
values (rowseal_test.id('acme'), 'plumber', '{webhooks:read,webhooks:write,members:read}');
update rowseal.memberships set role = 'plumber'
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('member@acme.test');
select is(pg_temp.issues('member@acme.test', pg_temp.creation('x')), 'RS006',
  'nobody has events told that they cannot read');

-- Two webhooks of acme, one of globex
select is(pg_temp.issues('owner@acme.test', pg_temp.creation('all')), 'done', 'one of all events');
select is(pg_temp.issues('owner@acme.test', pg_temp.creation('some', kinds => '''{member_added}''')), 'done',
  'one of some');
select is(pg_temp.issues('owner@globex.test', pg_temp.creation('theirs'), 'globex'), 'done', 'one of globex');

-- Who sees and changes them
select is(pg_temp.answers(email, call, 'acme', scope), result, what)
  from (values
    ('viewer@acme.test', 'rowseal.list_webhooks()', null, 'RS006', 'a viewer sees none'),
    ('viewer@acme.test', 'rowseal.list_webhook_deliveries()', null, 'RS006', 'a viewer sees no deliveries'),
    ('owner@acme.test', 'rowseal.list_webhooks()', 'webhooks:read', 'done', 'the control: webhooks:read is enough'),
    ('member@acme.test', format('rowseal.change_webhook(%L, url => %L)', rowseal_test.id('all'), 'https://e.test/'),
      null, 'RS006', 'who cannot read events leads none elsewhere'),
    ('member@acme.test', format('rowseal.change_webhook(%L, enabled => false)', rowseal_test.id('some')), null, 'done',
      'who cannot read events disables one'),
    ('member@acme.test', format('rowseal.change_webhook(%L, enabled => true)', rowseal_test.id('some')), null, 'RS006',
      'who cannot read events enables none'),
    ('owner@acme.test', format('rowseal.change_webhook(%L, enabled => false)', rowseal_test.id('theirs')), null,
      'RS013', 'one of another workspace is none'),
    ('owner@acme.test', format('rowseal.change_webhook(%L, enabled => false)', rowseal_test.id('no one')), null,
      'RS013', 'as one that there is not'),
    ('owner@acme.test', format('rowseal.remove_webhook(%L)', rowseal_test.id('theirs')), null, 'RS013',
      'one of another workspace is not removed'),
    ('owner@acme.test', format('rowseal.test_webhook(%L)', rowseal_test.id('theirs')), null, 'RS013',
      'one of another workspace is not tested')
  ) as call (email, call, scope, result, what);
select is(
  pg_temp.issues(email, format('rotate_webhook_secret($1, $2, %L, %L, %L)', rowseal_test.id(name), pg_temp.jwe('bmV3'),
    ends_at), proofs => proofs), result, what)
  from (values
    ('owner@acme.test', 'theirs', null::timestamptz, null::jsonb, 'RS013', 'one of another workspace gets no secret'),
    ('member@acme.test', 'all', null, null, 'RS006', 'who cannot read events gets no secret'),
    ('owner@acme.test', 'all', null, '{"password": "2020-01-01T00:00:00Z"}',
      'RS050', 'who has not just proved who they are gets none'),
    ('owner@acme.test', 'all', now() + interval '31 days', null, 'RS011', 'two secrets sign for thirty days at most'),
    ('owner@acme.test', 'all', null, null, 'done', 'the control: an owner gets another secret')
  ) as call (email, name, ends_at, proofs, result, what);
create function pg_temp.secrets() returns text
  language sql stable
  return (select concat_ws(' ', secret_jwe, former_secret_jwe, former_until > now()) from rowseal_private.webhooks
    where id = rowseal_test.id('all'));
select is(pg_temp.secrets(), concat_ws(' ', pg_temp.jwe('bmV3'), pg_temp.jwe(), true), 'both sign for a day');
select is(pg_temp.issues('owner@acme.test',
  format('rotate_webhook_secret($1, $2, %L, %L, %L)', rowseal_test.id('all'), pg_temp.jwe('bmV4dA'),
    now() - interval '1 day')), 'done', 'a former secret may end at once');
select is(pg_temp.secrets(), pg_temp.jwe('bmV4dA'), 'a secret that ends at once is forgotten');
select is(pg_temp.answers('owner@acme.test',
  format('rowseal.change_webhook(%L, enabled => true)', rowseal_test.id('some'))), 'done', 'an owner enables it');
select is(pg_temp.answers('owner@acme.test',
  format('rowseal.change_webhook(%L, url => %L)', rowseal_test.id('all'), 'https://hooks.test/other')), 'done',
  'an owner leads it elsewhere');

-- What is queued
create function pg_temp.seal() returns integer
  language sql volatile return (select sealed from rowseal_private.seal_events());
create function pg_temp.queue() returns integer
  language plpgsql volatile
as $$
declare
  v_before constant bigint := (select count(*) from rowseal_private.webhook_deliveries);
begin
  perform rowseal_test.step_into('rowseal_worker');
  while rowseal_private.queue_webhooks(1000) loop
    null;
  end loop;
  perform rowseal_test.leave();
  return (select count(*) from rowseal_private.webhook_deliveries) - v_before;
end
$$;
-- Sealing takes what other transactions have committed; here all is of this one.
update rowseal_private.audit_events set xid = '3';
select pg_temp.seal();
select cmp_ok(pg_temp.queue(), '>', 0, 'what was sealed since they were made is queued');
select is(pg_temp.queue(), 0, 'once');
delete from rowseal_private.webhook_deliveries;
update graphile_worker_rowseal._private_jobs set payload = '{}' where payload ->> 'delivery_id' is not null;
create function pg_temp.happens(kind text, slug text, details jsonb default '{}') returns void
  language plpgsql volatile
as $$
begin
  perform rowseal_private.record_event(happens.kind, rowseal_test.id('member@acme.test'), rowseal_test.id(slug),
    details, '192.0.2.9');
  update rowseal_private.audit_events as event set xid = '4' where event.kind = happens.kind;
  perform pg_temp.seal();
end
$$;
select pg_temp.happens('member_added', 'acme', jsonb_build_object(
  'user_id', rowseal_test.id('viewer@acme.test'), 'role', 'viewer', 'link_id', rowseal_test.id('link'),
  'address', 'viewer@acme.test'));
select pg_temp.happens('role_defined', 'acme', '{"role": "viewer"}');
select pg_temp.happens('member_added', 'globex');
select pg_temp.queue();
select set_eq(
  $$ select webhook_id, kind from rowseal_private.webhook_deliveries $$,
  $$ values (rowseal_test.id('all'), 'member_added'), (rowseal_test.id('some'), 'member_added'),
       (rowseal_test.id('all'), 'role_defined'), (rowseal_test.id('theirs'), 'member_added') $$,
  'each webhook gets the events of its workspace, of its kinds');
create function pg_temp.payload(name text, kind text default 'member_added') returns jsonb
  language sql stable
  return (select jsonb_build_object('workspace_id', workspace_id, 'delivery_id', id)
    from rowseal_private.webhook_deliveries where webhook_id = rowseal_test.id(name) and kind = payload.kind
     order by id desc limit 1);
select set_eq(
  $$ select payload::jsonb from graphile_worker_rowseal._private_jobs where payload ->> 'delivery_id' is not null $$,
  $$ select jsonb_build_object('workspace_id', workspace_id, 'delivery_id', id)
       from rowseal_private.webhook_deliveries $$,
  'a job for each, of ids alone');
select is(
  (select count(distinct rowseal_private.webhook_queue(rowseal_test.id('acme'), rowseal_test.id('w' || number)))
     from generate_series(1, 20) as number), 2::bigint, 'the webhooks of a workspace share two queues');
select set_eq(
  $$ select queue.queue_name from graphile_worker_rowseal._private_jobs as job
       join graphile_worker_rowseal._private_job_queues as queue on queue.id = job.job_queue_id
      where job.payload ->> 'delivery_id' is not null $$,
  $$ select rowseal_private.webhook_queue(workspace_id, webhook_id) from rowseal_private.webhook_deliveries $$,
  'each delivery waits in one of its workspace');

-- What is sent
create function pg_temp.sent(payload jsonb) returns jsonb
  language plpgsql volatile
as $$
declare
  v_sent jsonb;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_sent := (select to_jsonb(composed) from rowseal_private.compose_webhook(payload) as composed);
  perform rowseal_test.leave();
  return v_sent;
end
$$;
select is((pg_temp.sent(pg_temp.payload('all')) ->> 'body')::jsonb #- '{timestamp}',
  jsonb_build_object('type', 'member_added', 'data', jsonb_build_object(
    'event_id', (select id from rowseal_private.audit_events
      where kind = 'member_added' and workspace_id = rowseal_test.id('acme') order by id desc limit 1),
    'workspace_id', rowseal_test.id('acme'), 'user_id', rowseal_test.id('viewer@acme.test'),
    'link_id', rowseal_test.id('link'))),
  'ids and the kind, and nothing else of the details');
select is(pg_temp.sent(pg_temp.payload('all')) ->> 'url', 'https://hooks.test/other', 'to the address of now');
select is(pg_temp.sent(jsonb_set(pg_temp.payload('all'), '{workspace_id}', to_jsonb(rowseal_test.id('globex')))), null,
  'of another workspace there is no such delivery');
update rowseal.workspaces set erase_at = now() + interval '1 day' where slug = 'acme';
select is(pg_temp.sent(pg_temp.payload('all')), null, 'nothing is sent for a workspace that is being deleted');
select pg_temp.happens('role_removed', 'acme');
select is(pg_temp.queue(), 0, 'nothing is queued for it either');
update rowseal.workspaces set erase_at = null where slug = 'acme';
select isnt(pg_temp.sent(pg_temp.payload('all')), null, 'the control: once it is restored, it is');

-- What becomes of it
create function pg_temp.noted(payload jsonb, status integer, error text default null, is_last boolean default false)
  returns text
  language plpgsql volatile
as $$
declare
  v_outcome text;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_outcome := rowseal_private.note_webhook_delivery(payload, status, error, is_last);
  perform rowseal_test.leave();
  return v_outcome;
end
$$;
create function pg_temp.state(name text, kind text default 'member_added') returns text
  language sql stable
  return (select concat_ws(' ', state, tries, status, error) from rowseal_private.webhook_deliveries
    where id = (pg_temp.payload(state.name, state.kind) ->> 'delivery_id')::uuid);
select is(pg_temp.noted(pg_temp.payload('all'), null, 'timed_out'), 'waiting', 'no answer is tried again');
select is(pg_temp.noted(pg_temp.payload('all'), 500), 'waiting', 'an error is tried again');
select is(pg_temp.noted(pg_temp.payload('all'), 302), 'waiting', 'a redirect is an error');
select is(pg_temp.state('all'), 'waiting 3 302', 'each try is counted');
select isnt((select failing_since from rowseal_private.webhooks where id = rowseal_test.id('all')), null,
  'since when it fails is known');
select is(pg_temp.noted(pg_temp.payload('all'), 204), 'delivered', 'an answer of 2xx takes it');
select is((select failing_since from rowseal_private.webhooks where id = rowseal_test.id('all')), null,
  'a webhook that has taken something does not fail');
select is(pg_temp.sent(pg_temp.payload('all')), null, 'what was taken is not sent again');
select is(pg_temp.noted(pg_temp.payload('all'), 500), 'dropped', 'a late failure does not undo it');
select is(pg_temp.noted(pg_temp.payload('all', 'role_defined'), 503, is_last => true), 'failed',
  'after the last try it has failed');
select is(pg_temp.noted(pg_temp.payload('some'), 410), 'failed', '410 is no error to try again');
select is((select disabled_because from rowseal_private.webhooks where id = rowseal_test.id('some')), 'gone',
  'it disables the webhook');
select is(
  (select array_agg(payload ->> 'user_id') from graphile_worker_rowseal._private_jobs
    where payload ->> 'kind' = 'webhook_disabled'),
  array[rowseal_test.id('owner@acme.test')::text], 'the owners are told');
create function pg_temp.mailed() returns jsonb
  language sql volatile
  return (select to_jsonb(composed) from graphile_worker_rowseal._private_jobs as job
    cross join lateral rowseal_private.compose_mail(job.payload::jsonb) as composed
    where job.payload ->> 'kind' = 'webhook_disabled');
select is(pg_temp.mailed() #- '{variables,at}', '{"recipient": "owner@acme.test", "kind": "webhook_disabled",
  "variables": {"workspace": "Acme", "host": "hooks.test", "reason": "gone"}}'::jsonb, 'by this mail');
select is(
  (select details from rowseal_private.audit_events where kind = 'webhook_disabled' order by id desc limit 1),
  jsonb_build_object('webhook_id', rowseal_test.id('some'), 'reason', 'gone'), 'an event says it');
select pg_temp.happens('member_added', 'acme');
select is((select count(*) from rowseal_private.webhook_deliveries
  where webhook_id = rowseal_test.id('some') and state = 'waiting'), 0::bigint, 'nothing waits for it');
select is(pg_temp.queue() > 0 and pg_temp.state('some') ~ '^failed', true, 'nothing is queued for what is disabled');
update rowseal_private.webhooks set failing_since = now() - interval '3 days 1 minute'
 where id = rowseal_test.id('all');
select is(pg_temp.noted(pg_temp.payload('all'), 500), 'failed', 'after three days without any success');
select is((select disabled_because from rowseal_private.webhooks where id = rowseal_test.id('all')), 'failing',
  'it is disabled too');
select is(pg_temp.noted(pg_temp.payload('theirs'), null), 'dropped', 'what there is nothing to tell of is dropped');

-- A test
select is(pg_temp.answers('owner@acme.test', format('rowseal.test_webhook(%L)', rowseal_test.id('all'))), 'done',
  'one that is disabled can be tested');
select is((pg_temp.sent(pg_temp.payload('all', 'webhook_test')) ->> 'body')::jsonb #- '{timestamp}',
  jsonb_build_object('type', 'webhook_test', 'data', jsonb_build_object(
    'webhook_id', rowseal_test.id('all'), 'workspace_id', rowseal_test.id('acme'))), 'by ids alone');
select is(pg_temp.noted(pg_temp.payload('all', 'webhook_test'), 500), 'failed', 'once');

-- Endings
update rowseal_private.webhooks set former_secret_jwe = secret_jwe, former_until = now() - interval '1 second'
 where id = rowseal_test.id('theirs');
-- Under another master key
create function pg_temp.place(name text) returns text
  language sql stable
  return (select concat(workspace_id, '/', id) from rowseal_private.webhooks where id = rowseal_test.id(place.name));
select rowseal_test.step_into('rowseal_worker');
select is((select count(*) from rowseal_private.list_secrets('webhook_secret', 'new')), 3::bigint,
  'secrets under another master key are listed');
select is((select count(*) from rowseal_private.list_secrets('former_webhook_secret', 'new')), 1::bigint,
  'former secrets are listed by themselves');
select rowseal_test.leave();
select is(
  rowseal_private.replace_secrets(
    kind, array[pg_temp.place('theirs')], array[pg_temp.jwe()], array[pg_temp.jwe('bmV3ZXI')]), 1,
  format('a %s is replaced', kind))
  from (values ('webhook_secret'), ('former_webhook_secret')) as each (kind);
select is(
  (select array[secret_jwe, former_secret_jwe] from rowseal_private.webhooks where id = rowseal_test.id('theirs')),
  array[pg_temp.jwe('bmV3ZXI'), pg_temp.jwe('bmV3ZXI')], 'both are under the new key');
select is(rowseal_private.purge_webhook_secrets(10), 1, 'a secret that signs no more is forgotten');
update rowseal_private.webhooks set disabled_at = null, disabled_because = null;
insert into rowseal_private.webhook_deliveries (workspace_id, webhook_id, event_id, event_at, kind)
select rowseal_test.id('globex'), rowseal_test.id('theirs'), rowseal.uuidv7(), now(), 'x'
  from generate_series(1, 10001);
select pg_temp.happens('member_added', 'globex');
select pg_temp.queue();
select is((select disabled_because from rowseal_private.webhooks where id = rowseal_test.id('theirs')), 'behind',
  'one that has ten thousand waiting is disabled');
select is((select ended from rowseal_audit.recover(now() - interval '1 hour') where what = 'webhooks'), 2::bigint,
  'where changes were lost, all are disabled');
select is((select count(*) from rowseal_private.webhook_deliveries where state = 'waiting'), 0::bigint,
  'after that nothing waits');
update rowseal_private.webhooks set created_by = rowseal_test.id('stranger@nowhere.test')
 where id = rowseal_test.id('theirs');
delete from rowseal.users where id = rowseal_test.id('stranger@nowhere.test');
select is((select created_by from rowseal_private.webhooks where id = rowseal_test.id('theirs')), null,
  'a webhook outlives its maker');
delete from rowseal.workspaces where slug = 'globex';
select is_empty(format('select from rowseal_private.webhook_deliveries where workspace_id = %L',
  rowseal_test.id('globex')), 'a webhook ends with its workspace, deliveries too');

select * from finish();
rollback;
