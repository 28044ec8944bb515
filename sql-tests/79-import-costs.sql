-- What an import reads for one more batch does not grow with what was imported before.
begin;
set local search_path = tap, pg_catalog;
select plan(6);

insert into rowseal.workspaces (slug, name) values ('acme', 'Acme');
insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
values ('google', 'oidc', 'Google', 'https://accounts.google.com', 'c', 'a..b.c.d', 'openid');

create function pg_temp.batch(nth integer, amount integer) returns jsonb
  language sql volatile
  return (select jsonb_agg(jsonb_build_object(
      'line', line, 'external_id', nth || '-' || line, 'user_id', rowseal.uuidv7(),
      'email', nth || '-' || line || '@import.test', 'verified', true, 'name', 'Ada', 'disabled', false,
      'identities', jsonb_build_array(jsonb_build_object('provider', 'google', 'subject', nth || '-' || line)),
      'memberships', '[{"workspace": "acme", "role": "member"}]'::jsonb))
    from generate_series(1, amount) as line);
-- By sequential scans: those would be of everything.
create function pg_temp.scanned(relation regclass) returns bigint
  language sql volatile
  return (select seq_tup_read + idx_tup_fetch from pg_stat_xact_all_tables where relid = relation);

select is(
  (select count(*) from generate_series(1, 8) as nth, rowseal_audit.import_users('there', pg_temp.batch(nth, 400))
    where status = 'imported'),
  3200::bigint, 'an import has brought some thousands'
);
create temporary table before on commit drop as
  select relation, pg_temp.scanned(relation) as amount
    from unnest('{rowseal_private.imported_users, rowseal_private.identities, rowseal.users}'::regclass[]) as relation;
select is(
  (select count(*) from rowseal_audit.import_users('there', pg_temp.batch(9, 20)) where status = 'imported'),
  20::bigint, 'an import brings twenty more'
);
select cmp_ok(
  pg_temp.scanned(before.relation) - before.amount, '<', 1000::bigint,
  format('of %s no more is read than belongs to them', before.relation)
) from before order by relation::text;
select cmp_ok(
  (select count(*) from rowseal_private.imported_users), '>', 3000::bigint,
  'a sequential scan would have read all of them: the control'
);
select * from finish();
rollback;
