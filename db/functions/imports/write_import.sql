create or replace function rowseal_private.write_import(source text, users jsonb) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_added jsonb;
begin
  -- Those who belong to a workspace change one after the other.
  perform rowseal_private.lock_workspace(workspace.id)
     from (
       select distinct (wanted ->> 'workspace_id')::uuid as id
         from jsonb_array_elements(write_import.users) as entry, jsonb_array_elements(entry -> 'memberships') as wanted
        order by id
     ) as workspace;
  insert into rowseal.users (id, email, name, email_verified_at, disabled_at)
  select entry.user_id, entry.email, entry.name, case when entry.verified then now() end,
         case when entry.disabled then now() end
    from jsonb_to_recordset(write_import.users)
      as entry (user_id uuid, email text, name text, verified boolean, disabled boolean, status text)
   where entry.status = 'imported';
  insert into rowseal_private.passwords (
    user_id, salt, verifier, memory_kib, iterations, parallelism, former
  )
  select entry.user_id, decode(given.salt, 'hex'), decode(given.verifier, 'hex'), given.memory_kib, given.iterations,
         given.parallelism, given.former
    from jsonb_to_recordset(write_import.users) as entry (user_id uuid, status text, password jsonb)
   cross join jsonb_to_record(entry.password)
     as given (salt text, verifier text, memory_kib integer, iterations integer, parallelism integer, former jsonb)
   where entry.status = 'imported' and given.verifier is not null;
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  select 'password', rowseal_private.text_hash(entry.email), entry.email, entry.user_id
    from jsonb_to_recordset(write_import.users) as entry (user_id uuid, email text, status text, password jsonb)
   where entry.status = 'imported' and entry.password ->> 'verifier' is not null;
  insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
  select entry.user_id, given.id, given.secret_jwe, clock_timestamp()
    from jsonb_to_recordset(write_import.users) as entry (user_id uuid, status text, totp jsonb)
   cross join jsonb_to_record(entry.totp) as given (id uuid, secret_jwe text)
   where entry.status = 'imported' and given.id is not null;
  perform rowseal_private.record_batch('factor_added', (
    select jsonb_agg(jsonb_build_object(
             'user_id', entry.user_id, 'details', jsonb_build_object('factor_id', entry.totp ->> 'id')))
      from jsonb_to_recordset(write_import.users) as entry (user_id uuid, status text, totp jsonb)
     where entry.status = 'imported' and entry.totp ->> 'id' is not null));
  -- Who had an account before is told of each by mail.
  perform rowseal_private.link_identity(
            wanted.provider, wanted.subject, entry.user_id,
            case entry.status when 'imported' then 'registered' else 'imported' end, null)
     from jsonb_to_recordset(write_import.users) as entry (user_id uuid, status text, identities jsonb)
    cross join jsonb_to_recordset(entry.identities) as wanted (provider text, subject text);
  with added as (
    insert into rowseal.memberships (workspace_id, user_id, role)
    select wanted.workspace_id, entry.user_id, wanted.role
      from jsonb_to_recordset(write_import.users) as entry (user_id uuid, memberships jsonb)
     cross join jsonb_to_recordset(entry.memberships) as wanted (workspace_id uuid, role text)
    on conflict on constraint memberships_pkey do nothing
    returning workspace_id, user_id, role
  )
  select jsonb_agg(jsonb_build_object(
           'workspace_id', added.workspace_id,
           'details', jsonb_build_object('user_id', added.user_id, 'role', added.role, 'reason', 'imported')))
    into v_added
    from added;
  perform rowseal_private.record_batch('member_added', v_added);
  insert into rowseal_private.imported_users (source, external_id, user_id)
  select write_import.source, entry.external_id, entry.user_id
    from jsonb_to_recordset(write_import.users) as entry (user_id uuid, external_id text);
end
$$;

comment on function rowseal_private.write_import(text, jsonb) is
$$Writes users that rowseal_private.examined_import has found to be new (imported), and what those get who have an
account (linked): identities and memberships, never a password, a second factor, or a word of their account.
Caller: rowseal_audit.import_users.
Errors: 23505 an account, an identity or an import of the same came in between; 23514 a value is none that the tables
take; those of hooks.$$;

revoke execute on function rowseal_private.write_import(text, jsonb) from public;
