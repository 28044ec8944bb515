create or replace function rowseal_private.tell_everybody() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.enqueue_mail(
    'tell_of_policy',
    jsonb_build_object('after', rowseal_private.no_workspace(), 'since', new.assurance_since),
    new.assurance_since::text
  );
  return null;
end
$$;

comment on function rowseal_private.tell_everybody() is
$$A trigger that has everybody told by mail what the installation asks of them, once it asks for more than before, or
for it sooner. The worker does it, page by page (rowseal_private.tell_next_of_policy): who changes the setting waits
for no million of accounts.$$;

revoke execute on function rowseal_private.tell_everybody() from public;
