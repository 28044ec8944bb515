create or replace function rowseal_private.answer_address(
  given jsonb, client rowseal_private.oauth_clients, out status text, out redirect_uri text
)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_given constant jsonb := answer_address.given;
begin
  if v_given ->> 'scope' ~ '(^| )openid( |$)' and not v_given ? 'redirect_uri' then
    status := 'redirect_uri_missing';
    return;
  end if;
  redirect_uri := coalesce(
    v_given ->> 'redirect_uri', case when cardinality(client.redirect_uris) = 1 then client.redirect_uris[1] end
  );
  if jsonb_typeof(v_given -> 'redirect_uri') = 'array'
     or not rowseal_private.matches_redirect_uri(client.redirect_uris, redirect_uri)
  then
    status := 'redirect_uri_mismatch';
    redirect_uri := null;
  end if;
end
$$;

comment on function rowseal_private.answer_address(jsonb, rowseal_private.oauth_clients) is
$$Where an authorization request (given, its parameters) is answered: at the redirect URI that it names, or at the only
one that the client has.
Returns: a status where there is none: redirect_uri_missing (OpenID Connect requires it), redirect_uri_mismatch.
Source: RFC 6749 section 3.1.2.3, OpenID Connect Core section 3.1.2.1.$$;

revoke execute on function rowseal_private.answer_address(jsonb, rowseal_private.oauth_clients) from public;
