-- Takes Rowseal out of this database, with all that it holds, and gives back what database.sql took. Run as the
-- administrator, in one transaction. Never with CASCADE: what an application has built on Rowseal stops it, and is
-- named. The roles are the cluster's, and stay.
do $$
declare
  v_role constant text := current_setting('role');
  v_taken record;
  v_recorded jsonb;
  v_target text;
begin
  perform set_config('role', 'rowseal_owner', true);
  select coalesce(jsonb_agg(to_jsonb(taken)), '[]') into v_recorded from rowseal_private.taken_grants as taken;
  perform set_config('role', v_role, true);

  for v_taken in
    select * from jsonb_to_recordset(v_recorded) as taken (object text, privilege text, grantee text)
  loop
    v_target := case v_taken.object
      when 'database' then format('database %I', current_database())
      else 'schema public'
    end;
    if v_taken.grantee = 'PUBLIC' then
      execute format('grant %s on %s to public', v_taken.privilege, v_target);
    elsif exists (select from pg_catalog.pg_roles where rolname = v_taken.grantee) then
      execute format('revoke %s on %s from %I', v_taken.privilege, v_target, v_taken.grantee);
    end if;
  end loop;

  perform set_config('role', 'rowseal_worker', true);
  drop owned by rowseal_worker;
  perform set_config('role', 'rowseal_owner', true);
  drop owned by rowseal_owner;
  perform set_config('role', v_role, true);
  execute format(
    'revoke connect, create on database %I from rowseal_gateway, rowseal_issuer, rowseal_worker, rowseal_owner',
    current_database()
  );
end
$$;
