create or replace function rowseal_private.compose_installation_policy(user_id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language sql stable parallel restricted
begin atomic
  select account.email, 'installation_policy_set'::text,
         pg_catalog.jsonb_build_object(
           'level', settings.required_assurance,
           'due_at', greatest(settings.assurance_since, account.created_at) + settings.assurance_grace
         )
    from rowseal_private.settings as settings
   cross join rowseal.users as account
   where account.id = compose_installation_policy.user_id
     and account.disabled_at is null
     and rowseal_private.account_level(account.id) < settings.required_assurance;
end;

comment on function rowseal_private.compose_installation_policy(uuid) is $$The mail that tells somebody what the
installation asks of everybody.
Caller: only rowseal_private.compose_mail.
Returns: no row where they have met it meanwhile, or it is not asked for any more.$$;

revoke execute on function rowseal_private.compose_installation_policy(uuid) from public;
