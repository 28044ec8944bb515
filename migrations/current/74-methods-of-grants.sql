-- How the user of a grant had authenticated beside it, so that a refresh and an introspection read no other row for it.
alter table rowseal_private.sessions add column if not exists authentication jsonb;
comment on column rowseal_private.sessions.authentication is
$$Of a grant, how its user had authenticated, as its client is told it (rowseal_private.authentication_methods); kept by
a trigger of rowseal_private.session_proofs.$$;
--! include functions/assurance/assurance_level.sql
--! include functions/assurance/assurance_name.sql
--! include functions/assurance/authentication_methods.sql
update rowseal_private.sessions as session
   set authentication = rowseal_private.authentication_methods(array(
     select proof.kind
       from rowseal_private.session_proofs as proof
      where proof.user_id = session.user_id and proof.session_id = session.id
   ))
 where session.client_id is not null and session.authentication is null;
