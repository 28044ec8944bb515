create or replace function rowseal_audit.preview_under(sql text, path text)
  returns table (
    change text, object text, command text, role text, workspace_id uuid, people bigint, was text, becomes text,
    why text, sql_that_mends text
  )
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  c_session constant text := session_user;
  c_role constant text := current_setting('role');
  v_refused constant text := rowseal_audit.refused_in_preview(preview_under.sql);
  v_before jsonb;
  v_after jsonb;
begin
  if rowseal.in_request_now() then
    raise exception 'a request previews nothing' using errcode = '42501';
  elsif v_refused is not null then
    raise exception 'this cannot be tried and taken back: %', v_refused using errcode = 'RS135';
  end if;
  v_before := rowseal_audit.snapshot();
  begin
    perform set_config('lock_timeout', '1s', true);
    perform set_config('search_path', preview_under.path, true);
    execute preview_under.sql;
    -- Whatever it has set.
    perform pg_catalog.set_config('search_path', '', true);
    if session_user <> c_session then
      perform set_config('session_authorization', c_session, true);
    end if;
    perform set_config('role', c_role, true);
    v_after := rowseal_audit.snapshot();
    raise exception 'taken back' using errcode = 'RS136';
  exception
    when feature_not_supported or invalid_transaction_termination or active_sql_transaction then
      raise exception 'this cannot be tried and taken back: %', sqlerrm
        using errcode = 'RS135', hint = 'Leave out BEGIN and COMMIT, and CONCURRENTLY.';
    when others then
      -- The statement's own error, or the end of the trial.
      if v_after is null then
        raise;
      end if;
  end;
  return query select * from rowseal_audit.compare_snapshots(v_before, v_after) as found
    order by found.people is null, found.object, found.command, found.role;
end
$$;

comment on function rowseal_audit.preview_under(text, text) is $$rowseal_audit.preview with a search_path.
Caller: rowseal_audit.preview.
Errors: those of rowseal_audit.preview.$$;

revoke execute on function rowseal_audit.preview_under(text, text) from public;
grant execute on function rowseal_audit.preview_under(text, text) to pg_database_owner;
