create or replace function rowseal_private.rotate_signing_key(id text, at_once boolean default false) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_algorithm text;
  v_next rowseal_private.signing_keys;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  select key.algorithm into v_algorithm
    from rowseal_private.signing_keys as key
   where key.id = rotate_signing_key.id and key.state = 'current';
  if not found then
    return 'not_current';
  end if;
  select * into v_next from rowseal_private.signing_keys as key
   where key.algorithm = v_algorithm and key.state = 'next';
  if not found then
    return 'no_next';
  end if;
  if not rotate_signing_key.at_once
     and v_next.state_changed_at
       + (select settings.signing_key_lead from rowseal_private.settings as settings) > now() then
    return 'too_early';
  end if;
  update rowseal_private.signing_keys as key set state = 'retiring', state_changed_at = now()
    where key.id = rotate_signing_key.id;
  update rowseal_private.signing_keys as key set state = 'current', state_changed_at = now() where key.id = v_next.id;
  perform rowseal_private.record_event(
    'signing_key_rotated', null, null,
    jsonb_build_object('algorithm', v_algorithm, 'from', rotate_signing_key.id, 'to', v_next.id,
      'at_once', rotate_signing_key.at_once)
  );
  return 'rotated';
end
$$;

comment on function rowseal_private.rotate_signing_key(text, boolean) is
$$Puts the next key in the place of a current one, which retires.
Returns: rotated; no_next: add one first; too_early: the next key has not been published for signing_key_lead yet, which
at_once disregards; not_current: the key named is not current (any more), so that of many callers who mean the same
rotation one makes it.$$;

revoke execute on function rowseal_private.rotate_signing_key(text, boolean) from public;
grant execute on function rowseal_private.rotate_signing_key(text, boolean) to rowseal_worker;
