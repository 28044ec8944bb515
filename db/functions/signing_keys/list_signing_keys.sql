create or replace function rowseal_private.list_signing_keys()
  returns table (
    id text, algorithm text, state text, public_jwk jsonb, private_jwe text, state_changed_at timestamptz,
    changes_at timestamptz
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select key.id, key.algorithm, key.state, key.public_jwk, key.private_jwe, key.state_changed_at,
         key.state_changed_at + case key.state
           when 'next' then settings.signing_key_lead
           when 'current' then settings.signing_key_rotation
           when 'retiring' then settings.signing_key_retirement
         end
    from rowseal_private.signing_keys as key
   cross join rowseal_private.settings as settings
   where key.state <> 'gone'
   order by key.created_at, key.id;
end;

comment on function rowseal_private.list_signing_keys() is
$$The JWT signing keys that have not ended, private parts encrypted (compact JWE) under a master key that the database
never sees. changes_at: from when a next key may sign, when a current one is due to retire, when a retiring one will
end.
Source: RFC 7516.$$;

revoke execute on function rowseal_private.list_signing_keys() from public;
grant execute on function rowseal_private.list_signing_keys() to rowseal_issuer, rowseal_worker;
