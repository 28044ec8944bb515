create or replace function rowseal_private.date_policy() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Compared to null, none is asked for: it is new.
  if new.required_assurance is not null
     and (
       tg_op = 'INSERT'
       or (new.required_assurance <= old.required_assurance and new.assurance_grace >= old.assurance_grace) is not true
     )
  then
    new.assurance_since := clock_timestamp();
  end if;
  return new;
end
$$;

comment on function rowseal_private.date_policy() is $$A trigger that notes when a policy of assurance began to ask for
as much, or as soon: from then on people have the grace period, by whose hand ever it was.$$;

revoke execute on function rowseal_private.date_policy() from public;
