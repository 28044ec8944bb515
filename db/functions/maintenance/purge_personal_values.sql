create or replace function rowseal_private.purge_personal_values() returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_from timestamptz;
  v_until timestamptz;
  v_users uuid[];
begin
  select min(erasure.scanned_until) into v_from from rowseal_private.event_erasures as erasure;
  if v_from is null then
    return 0;
  end if;
  v_users := array(
    select erasure.user_id from rowseal_private.event_erasures as erasure
     where erasure.scanned_until = v_from
     limit 1000
       for update skip locked
  );
  v_from := greatest(v_from, (
    select date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - settings.audit_retention
           - interval '2 months'
      from rowseal_private.settings as settings
  ));
  v_until := date_trunc('month', v_from at time zone 'UTC') at time zone 'UTC' + interval '1 month';
  perform rowseal_private.erase_personal_values(v_users, v_from, v_until);
  update rowseal_private.event_erasures as erasure set scanned_until = v_until where erasure.user_id = any (v_users);
  delete from rowseal_private.event_erasures as erasure
   where erasure.user_id = any (v_users) and v_until > now() + interval '1 day';
  return cardinality(v_users);
end
$$;

comment on function rowseal_private.purge_personal_values() is
$$Erases the personal values of users who were erased from their audit events, those of one month: what has gone stays
verifiable by its hash.
Caller: rowseal_private.purge.
Returns: how many users it went through.$$;

revoke execute on function rowseal_private.purge_personal_values() from public;
