create or replace function rowseal_private.token_expiry(workspace_id uuid, wanted timestamptz) returns timestamptz
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if token_expiry.wanted > now()
     and token_expiry.wanted <= now() + (
       select workspace.longest_token_lifetime from rowseal.workspaces as workspace
        where workspace.id = token_expiry.workspace_id
     )
  then
    return token_expiry.wanted;
  end if;
  raise exception 'a personal access token must expire in the future, within the longest lifetime of its workspace'
    using errcode = 'RS011';
end
$$;

comment on function rowseal_private.token_expiry(uuid, timestamptz) is
$$The expiry asked for, if the workspace's policy allows it.
Errors: RS011 null, in the past, or beyond the longest lifetime.$$;

revoke execute on function rowseal_private.token_expiry(uuid, timestamptz) from public;
