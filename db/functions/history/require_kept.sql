create or replace function rowseal_private.require_kept(at timestamptz) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_start constant timestamptz := (select start.at from rowseal_private.history_start as start);
begin
  if require_kept.at is null or require_kept.at > clock_timestamp() then
    raise exception 'a moment that has passed is wanted' using errcode = '22023';
  elsif require_kept.at < v_start then
    raise exception 'what was so before % is not kept', v_start
      using errcode = 'RS133', hint = 'rowseal_private.settings.audit_retention says how long it is.';
  end if;
end
$$;

comment on function rowseal_private.require_kept(timestamptz) is
$$Refuses a moment that the history does not reach.
Errors: 22023 none, or one to come; RS133 before what is kept.$$;

revoke execute on function rowseal_private.require_kept(timestamptz) from public;
