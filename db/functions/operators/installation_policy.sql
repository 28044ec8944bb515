create or replace function rowseal_audit.installation_policy(
  out required_assurance integer, out grace interval, out since timestamptz, out least_password integer,
  out people bigint, out lacking bigint
)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select settings.required_assurance, settings.assurance_grace,
         case when settings.required_assurance is not null then settings.assurance_since end,
         (select rules.least_length from rowseal_private.password_rules() as rules),
         (select count(*) from rowseal.users as account where account.disabled_at is null),
         (select count(*) from rowseal.users as account
           where account.disabled_at is null
             and rowseal_private.account_level(account.id) < settings.required_assurance)
    from rowseal_private.settings as settings;
end;

comment on function rowseal_audit.installation_policy() is $$The level of assurance that the installation asks of
everybody (null: none), with which grace period, and since when; how many characters a new password has at least; how
many people there are, and how many lack the factor. It looks at every account.
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.installation_policy() from public;
grant execute on function rowseal_audit.installation_policy() to rowseal_auditor, pg_database_owner;
