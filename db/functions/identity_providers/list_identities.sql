create or replace function rowseal.list_identities(
  after_provider text default null, after_subject text default null, page_size integer default 100
)
  returns table (provider text, name text, subject text, enabled boolean, linked_at timestamptz)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select mine.provider, coalesce(known.name, 'Password'), mine.subject, coalesce(known.enabled, true), mine.created_at
    from rowseal_private.identities as mine
    left join rowseal_private.identity_providers as known on known.id = mine.provider
   where mine.user_id = (select rowseal_private.require_account())
     -- Who proved their address by a code keeps it, and has no password.
     and (mine.provider <> 'password'
       or exists (select from rowseal_private.passwords as password where password.user_id = mine.user_id))
     and (mine.provider <> 'password', mine.provider, mine.subject_hash) > (
       coalesce(list_identities.after_provider <> 'password', false), coalesce(list_identities.after_provider, ''),
       coalesce(pg_catalog.sha256(pg_catalog.convert_to(list_identities.after_subject, 'UTF8')), '')
     )
   order by mine.provider <> 'password', mine.provider, mine.subject_hash
   limit rowseal_private.page_size(list_identities.page_size);
end;

comment on function rowseal.list_identities(text, text, integer) is $$The identities that the caller signs in with, the
password first, a page at a time: after_provider and after_subject are those of the last one on the page before (null:
the first page), page_size how many at most, 1 to 1000. enabled: whether one can sign in with the provider now.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.list_identities(text, text, integer) from public;
grant execute on function rowseal.list_identities(text, text, integer) to rowseal_gateway;
