do $$
begin
  if to_regtype('rowseal_private.presented_token') is null then
    create type rowseal_private.presented_token as (owner_id uuid, id uuid, digest bytea);
  end if;
end
$$;

comment on type rowseal_private.presented_token is
$$What a server tells of a token that somebody presented: its owner (of an invitation, the workspace's id), its own id,
and the SHA-256 of its secret. All null for anything that is not a complete token.$$;
