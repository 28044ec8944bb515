create or replace function rowseal_private.end_children() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.end_made_by(old.user_id, old.id, false);
  return null;
end
$$;

comment on function rowseal_private.end_children() is $$Trigger of sessions and personal access tokens: when one is
revoked or deleted, by whatever SQL, everything that it is the parent of ends in the same commit, and with a session its
pending authorization codes.$$;

revoke execute on function rowseal_private.end_children() from public;
