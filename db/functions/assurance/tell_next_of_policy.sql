create or replace function rowseal_private.tell_next_of_policy(after uuid, since timestamptz) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  -- Null where it was ended, or changed again, meanwhile: then another round tells people.
  v_level constant integer := (
    select settings.required_assurance from rowseal_private.settings as settings
     where settings.assurance_since = tell_next_of_policy.since);
  v_page constant uuid[] := array(
    select account.id from rowseal.users as account
     where account.id > tell_next_of_policy.after
     order by account.id
     limit 1000);
begin
  if v_level is null then
    return;
  end if;
  perform rowseal_private.enqueue_mail(
            'installation_policy_set', jsonb_build_object('user_id', account.id), account.id::text)
     from rowseal.users as account
    where account.id = any (v_page)
      and account.disabled_at is null
      and rowseal_private.account_level(account.id) < v_level;
  if cardinality(v_page) = 1000 then
    perform rowseal_private.enqueue_mail(
      'tell_of_policy', jsonb_build_object('after', v_page[1000], 'since', tell_next_of_policy.since),
      v_page[1000]::text);
  end if;
end
$$;

comment on function rowseal_private.tell_next_of_policy(uuid, timestamptz) is
$$Has a thousand accounts told, those whose ids come next, where they lack the factor that the installation asks
everybody for, and itself called for the ones after them. since: settings.assurance_since when it began.
Caller: only rowseal_private.compose_mail, and so the worker.$$;

revoke execute on function rowseal_private.tell_next_of_policy(uuid, timestamptz) from public;
