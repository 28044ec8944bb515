create or replace function rowseal_private.show_principal(
  principal_id uuid, credential_id uuid, workspace_id uuid, request_id text, is_service boolean
) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings rowseal_private.settings;
  v_id text;
begin
  perform rowseal_private.keep_to_reads();
  -- An open stream is checked each second there, and runs nothing.
  if session_user = 'rowseal_issuer' and show_principal.request_id is null then
    return;
  end if;
  select * into strict v_settings from rowseal_private.settings;
  -- In a subtransaction this fails, and nothing else tells one; at its end PostgreSQL would let the transaction write.
  if v_settings.maintenance_since is not null and not pg_is_in_recovery() then
    perform pg_export_snapshot();
  end if;
  v_id := rowseal_private.principal_id(v_settings.address_pepper, show_principal.credential_id);
  if v_settings.entry_evidence in ('name', 'both') then
    perform set_config('application_name', v_id, true);
  end if;
  if v_settings.entry_evidence in ('log', 'both') then
    raise log 'rowseal: % entered, % %, credential %, workspace %, request %', v_id,
      case when show_principal.is_service then 'service' else 'user' end, show_principal.principal_id,
      show_principal.credential_id, coalesce(show_principal.workspace_id::text, 'none'),
      coalesce(left(regexp_replace(show_principal.request_id, '[^!-~]', '', 'g'), 64), 'none');
  end if;
end
$$;

comment on function rowseal_private.show_principal(uuid, uuid, uuid, text, boolean) is
$$Leaves for the log of PostgreSQL who has entered, as settings.entry_evidence says: application_name (%a of
log_line_prefix), and a line of the log. SQL in the request can set the one, and write lines that look like the other.
At the issuing door nothing, unless it is for a request. In maintenance mode it keeps the transaction to reads.
Caller: rowseal.enter and rowseal.enter_with_digest, where one of both is set.
Errors: 25001 in maintenance mode, within a savepoint or a block with EXCEPTION.$$;

revoke execute on function rowseal_private.show_principal(uuid, uuid, uuid, text, boolean) from public;
