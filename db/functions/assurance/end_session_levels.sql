create or replace function rowseal_private.end_session_levels() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.sessions as session
     set assurance = 0,
         authentication = case when session.client_id is not null then '{}'::jsonb end
   where session.assurance <> 0 or session.authentication <> '{}';
  return null;
end
$$;

comment on function rowseal_private.end_session_levels() is $$A trigger: where all proofs are truncated, no session has
proved anything (rowseal_private.keep_session_level).$$;

revoke execute on function rowseal_private.end_session_levels() from public;
