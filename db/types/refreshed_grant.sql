do $$
begin
  if to_regtype('rowseal_private.refreshed_grant') is null then
    create type rowseal_private.refreshed_grant as (
      status text, claims rowseal_private.claims, scope text, resource text, auth_time bigint, authentication jsonb
    );
  end if;
end
$$;

comment on type rowseal_private.refreshed_grant is
$$What came of the refresh of a grant (rowseal_private.refresh_grant): a status, and where it succeeded the sealed
claims of an access token, all that the token is for (scope, with the words of OpenID Connect; resource, null: this
server), when the user had authenticated, in seconds since 1970, and how (rowseal_private.authentication_methods).$$;
