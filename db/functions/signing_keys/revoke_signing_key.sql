create or replace function rowseal_private.revoke_signing_key(id text) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_state text;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  select key.state into v_state from rowseal_private.signing_keys as key where key.id = revoke_signing_key.id;
  case
    when v_state = 'current' then
      return 'current';
    when v_state in ('next', 'retiring') then
      perform rowseal_private.end_signing_key(revoke_signing_key.id, 'revoked');
      return 'revoked';
    else
      return 'unknown';
  end case;
end
$$;

comment on function rowseal_private.revoke_signing_key(text) is
$$Ends a key before its time because it was stolen: every server refuses its tokens within a second.
Returns: revoked; current: rotate first, because something must sign; unknown: no such key, or it has ended already.$$;

revoke execute on function rowseal_private.revoke_signing_key(text) from public;
grant execute on function rowseal_private.revoke_signing_key(text) to rowseal_worker;
