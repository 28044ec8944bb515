create or replace function rowseal_private.tell_every_address(
  kind text, user_id uuid, ready_at timestamptz default null
) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.enqueue_mail(
           tell_every_address.kind,
           pg_catalog.jsonb_build_object(
             'address', told.address, 'user_id', tell_every_address.user_id, 'at', pg_catalog.clock_timestamp(),
             'ready_at', tell_every_address.ready_at
           ),
           tell_every_address.user_id || ' ' || told.address
         )
    from (
      select account.email as address from rowseal.users as account where account.id = tell_every_address.user_id
       union
      select identity.subject from rowseal_private.identities as identity
       where identity.user_id = tell_every_address.user_id and identity.provider = 'password'
       union
      select former.email from rowseal_private.former_addresses as former
       where former.user_id = tell_every_address.user_id and former.expires_at > pg_catalog.clock_timestamp()
    ) as told;
end;

comment on function rowseal_private.tell_every_address(text, uuid, timestamptz) is $$Has every address of somebody told
of a recovery of their factors: the one of the account, the one that they sign in with, and those that could take the
account back. ready_at: when the factors can be removed.
Source: NIST SP 800-63B-4 section 4.6.$$;

revoke execute on function rowseal_private.tell_every_address(text, uuid, timestamptz) from public;
