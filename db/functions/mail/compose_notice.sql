create or replace function rowseal_private.compose_notice(payload jsonb)
  returns table (recipient text, kind text, variables jsonb)
  language sql stable parallel restricted
begin atomic
  select account.email, compose_notice.payload ->> 'kind', notice.variables
    from rowseal.users as account
   cross join lateral (
           select pg_catalog.jsonb_build_object('at', password.changed_at) as variables
             from rowseal_private.passwords as password
            where compose_notice.payload ->> 'kind' = 'password_changed'
              and password.user_id = account.id
            union all
           select pg_catalog.jsonb_build_object('at', session.revoked_at, 'user_agent', session.user_agent)
             from rowseal_private.sessions as session
            where compose_notice.payload ->> 'kind' = 'refresh_token_reused'
              and session.user_id = account.id
              and session.id = (compose_notice.payload ->> 'id')::uuid
            union all
           select pg_catalog.jsonb_build_object(
                    'at', known.seen_at, 'network', known.network,
                    'user_agent', (
                      select session.user_agent
                        from rowseal_private.sessions as session
                       where session.user_id = account.id
                         and rowseal_private.network_of(session.ip) = known.network
                       order by session.created_at
                       limit 1
                    )
                  )
             from rowseal_private.known_networks as known
            where compose_notice.payload ->> 'kind' = 'new_sign_in'
              and known.user_id = account.id
              and known.network = compose_notice.payload ->> 'network'
            union all
           select pg_catalog.jsonb_build_object('at', identity.created_at, 'provider', provider.name)
             from rowseal_private.identities as identity
             join rowseal_private.identity_providers as provider on provider.id = identity.provider
            where compose_notice.payload ->> 'kind' = 'identity_linked'
              and identity.user_id = account.id
              and identity.provider = compose_notice.payload ->> 'provider'
              and identity.subject_hash = pg_catalog.decode(compose_notice.payload ->> 'subject_hash', 'hex')
            union all
           select pg_catalog.jsonb_build_object('at', compose_notice.payload -> 'at')
            where compose_notice.payload ->> 'kind' in (
              'factor_added', 'factor_removed', 'factor_off', 'recovery_code_used', 'recovery_codes_renewed')
         ) as notice
   where account.id = (compose_notice.payload ->> 'user_id')::uuid
     and account.disabled_at is null;
end;

comment on function rowseal_private.compose_notice(jsonb) is
$$The mail that tells a user about an event of their account: password_changed, refresh_token_reused, new_sign_in,
identity_linked, and what rowseal_private.tell_of_factor tells.
Returns: no row when the user is deleted or disabled.$$;

revoke execute on function rowseal_private.compose_notice(jsonb) from public;
