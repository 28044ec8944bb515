create or replace function rowseal_audit.import_users(source text, users jsonb, dry_run boolean default false)
  returns table (line integer, status text, user_id uuid, reason text)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_users jsonb;
  v_wanted jsonb;
begin
  perform rowseal_private.require_address(entry ->> 'email')
     from jsonb_array_elements(import_users.users) as entry;
  if not import_users.dry_run then
    -- First logins through providers wait for what they would else not see.
    perform rowseal_private.lock_addresses(
      array(
        select rowseal_private.normal_address(entry ->> 'email')
          from jsonb_array_elements(import_users.users) as entry
      ));
  end if;
  v_users := rowseal_private.examined_import(import_users.source, import_users.users);
  v_wanted := (
    select jsonb_agg(entry order by (entry ->> 'line')::integer)
      from jsonb_array_elements(v_users) as entry
     where entry ->> 'status' in ('imported', 'linked')
  );
  if not import_users.dry_run and v_wanted is not null then
    perform rowseal_private.write_import(import_users.source, v_wanted);
    perform rowseal_private.record_event(
      'users_imported', null, null, (
        select jsonb_build_object(
                 'source', import_users.source,
                 'imported', count(*) filter (where entry ->> 'status' = 'imported'),
                 'linked', count(*) filter (where entry ->> 'status' = 'linked'))
          from jsonb_array_elements(v_wanted) as entry));
  end if;
  return query
    select found.line, found.status,
           case when found.status in ('unchanged', 'imported', 'linked') then found.user_id end,
           found.reason
      from jsonb_to_recordset(v_users) as found (line integer, status text, user_id uuid, reason text)
     order by found.line;
end
$$;

comment on function rowseal_audit.import_users(text, jsonb, boolean) is
$$Imports users of another system (source), some hundred at a time, in one commit: a JSON array of objects with line,
external_id, user_id (the id that a new user gets), email, verified, name, disabled, password (salt and verifier in
hexadecimal, memory_kib, iterations, parallelism, former: a row of rowseal_private.passwords), totp (id, secret_jwe),
identities (provider or issuer, subject) and memberships (workspace, role). Registration need not be open, nobody is
sent a mail but who had an account, and hooks of user_created and member_added are called. dry_run: nothing is written.
Caller: the database's owner, superusers; servers never.
Returns: for each line a status: imported; linked: a user has the address, verified there and here, and got the
identities and memberships, and nothing else; unchanged: an import has brought them before; refused, with the reason:
address_in_use, address_reserved, address_twice, identity_of_another, linking_off, unknown_provider, unknown_workspace,
unknown_role, unverified_factor.
Errors: 22P02, 22023, 23502 a value has another form; 23505 something of the same came in between; 23514 an address, a
cost or an id is none that is taken; those of hooks.$$;

revoke execute on function rowseal_audit.import_users(text, jsonb, boolean) from public;
grant execute on function rowseal_audit.import_users(text, jsonb, boolean) to pg_database_owner;
