create or replace function rowseal_private.keep_session_level() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_session record;
  v_kinds text[];
begin
  for v_session in
    select distinct changed.user_id, changed.session_id
      from (values (old.user_id, old.session_id), (new.user_id, new.session_id)) as changed (user_id, session_id)
     where changed.session_id is not null
     order by changed.user_id, changed.session_id
  loop
    -- First, and by a statement of its own: what others have proved in the session meanwhile is read below.
    perform from rowseal_private.sessions as session
      where session.user_id = v_session.user_id and session.id = v_session.session_id
        for no key update;
    v_kinds := array(
      select proof.kind
        from rowseal_private.session_proofs as proof
       where proof.user_id = v_session.user_id and proof.session_id = v_session.session_id
    );
    update rowseal_private.sessions as session
       set assurance = rowseal_private.assurance_level(v_kinds),
           authentication = case
             when session.client_id is not null then rowseal_private.authentication_methods(v_kinds) end
     where session.user_id = v_session.user_id
       and session.id = v_session.session_id
       and (
         session.assurance <> rowseal_private.assurance_level(v_kinds)
         or session.client_id is not null
           and session.authentication is distinct from rowseal_private.authentication_methods(v_kinds)
       );
  end loop;
  return null;
end
$$;

comment on function rowseal_private.keep_session_level() is $$A trigger that keeps the level of a session beside it,
and of a grant how its user had authenticated, also where its proofs are changed by hand: rowseal.enter, a refresh and
an introspection read the row of the session anyway, and so ask for no other.
What takes proofs from several sessions locks these first, in the order of their ids; a step-up locks its own.$$;

revoke execute on function rowseal_private.keep_session_level() from public;
