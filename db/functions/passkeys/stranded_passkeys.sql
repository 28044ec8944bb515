create or replace function rowseal_private.stranded_passkeys(
  origin text, out rp_id text, out passkeys bigint, out people bigint
)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select settings.passkey_rp_id, count(*), count(distinct passkey.user_id)
    from rowseal_private.settings as settings
   cross join rowseal_private.passkeys as passkey
   where rowseal_private.passkey_host(stranded_passkeys.origin) is null
   group by settings.passkey_rp_id;
end;

comment on function rowseal_private.stranded_passkeys(text) is $$What a server at this origin would strand: passkeys
that are bound to another domain, where browsers will not use them.
Caller: the issuer, before a server starts.
Returns: nulls where there is none.$$;

revoke execute on function rowseal_private.stranded_passkeys(text) from public;
grant execute on function rowseal_private.stranded_passkeys(text) to rowseal_issuer;
