create or replace function rowseal.list_identities()
  returns table (provider text, name text, subject text, enabled boolean, linked_at timestamptz)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select mine.provider, coalesce(known.name, 'Password'), mine.subject, coalesce(known.enabled, true), mine.created_at
    from rowseal_private.identities as mine
    left join rowseal_private.identity_providers as known on known.id = mine.provider
   where mine.user_id = (select rowseal_private.require_account())
   order by mine.created_at, mine.provider, mine.subject;
end;

comment on function rowseal.list_identities() is $$The identities that the caller signs in with. enabled: whether one
can sign in with the provider now.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.list_identities() from public;
grant execute on function rowseal.list_identities() to rowseal_gateway;
