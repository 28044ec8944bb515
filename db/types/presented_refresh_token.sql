do $$
begin
  if to_regtype('rowseal_private.presented_refresh_token') is null then
    create type rowseal_private.presented_refresh_token as (
      user_id uuid, session_id uuid, generation integer, digest bytea, successor bytea, authentic boolean
    );
  end if;
end
$$;

comment on type rowseal_private.presented_refresh_token is
$$What a server tells of a refresh token that somebody presented: digest is the SHA-256 of its secret, successor that of
the secret which follows it, authentic whether the tag, made under a key that only servers have, proves that it was
issued here.$$;
