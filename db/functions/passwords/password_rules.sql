create or replace function rowseal_private.password_rules(out least_length integer, out range_url text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when settings.required_assurance >= 2 and settings.assurance_grace = interval '0' then 8 else 15 end,
         settings.breached_password_ranges
    from rowseal_private.settings as settings;
end;

comment on function rowseal_private.password_rules() is $$What a new password is held to, by the server alone: the
database never sees one. least_length, in characters: 8 where the installation asks everybody for a second factor, and
gives nobody time; else 15, because it may be the only factor. range_url: settings.breached_password_ranges. Passwords
that people have already stay as they are, but for rowseal_private.is_password_short.
Source: NIST SP 800-63B-4 section 3.1.1.2.$$;

revoke execute on function rowseal_private.password_rules() from public;
grant execute on function rowseal_private.password_rules() to rowseal_issuer;
