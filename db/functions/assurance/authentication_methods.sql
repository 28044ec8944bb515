create or replace function rowseal_private.authentication_methods(kinds text[]) returns jsonb
  language sql immutable parallel safe
  return pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
    'acr', case when rowseal_private.assurance_level(authentication_methods.kinds) > 0
      then rowseal_private.assurance_name(rowseal_private.assurance_level(authentication_methods.kinds)) end,
    'amr', (
      select pg_catalog.jsonb_agg(named.method order by named.place)
        from (values
          (1, 'pwd', array['password']), (2, 'otp', array['totp', 'email_code']),
          (3, 'hwk', array['passkey', 'verified_passkey']),
          (4, 'swk', array['synced_passkey', 'verified_synced_passkey']),
          (5, 'user', array['verified_passkey', 'verified_synced_passkey'])
        ) as named (place, method, kinds)
       where named.kinds && authentication_methods.kinds
    ) || case
      -- A recovery code has no name, so that it makes nothing of several methods.
      when rowseal_private.assurance_level(array_remove(authentication_methods.kinds, 'recovery_code')) > 1
        then '["mfa"]'::jsonb
      else '[]'
    end
  ));

comment on function rowseal_private.authentication_methods(text[]) is $$How somebody proved who they are, as clients are
told it: acr, where that is a level; amr, where the kinds of proof have names. A recovery code has none, and neither has
what another provider asked for.
Source: OpenID Connect Core section 2, RFC 8176, RFC 9470 section 6.$$;

revoke execute on function rowseal_private.authentication_methods(text[]) from public;
