create or replace function rowseal_private.refuse_old_maker() returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  if (
    select caller.kind from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as caller
  ) is distinct from 'grant' then
    perform rowseal_private.refuse_old_proofs(rowseal.user_id(), rowseal.session_id());
  end if;
end
$$;

comment on function rowseal_private.refuse_old_maker() is $$Refuses to make a personal access token unless the person
of this transaction has just proved as much as they can. Of a grant to an application nothing is asked: nobody is there
to prove anything, and what it makes is within it and ends with it, so that a stolen one gains no time.
Caller: rowseal_private.create_token, rowseal_private.rotate_token.
Errors: RS050, RS051 as rowseal_private.refuse_old_proofs.$$;

revoke execute on function rowseal_private.refuse_old_maker() from public;
