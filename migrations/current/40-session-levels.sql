-- The level of a session beside it, so that entering reads no other row for it.
alter table rowseal_private.sessions
  add column if not exists assurance smallint not null default 0
    constraint sessions_assurance_check check (assurance between 0 and 3);
comment on column rowseal_private.sessions.assurance is
$$The level of assurance of all that was proved in it, as rowseal_private.proved_level says of any age; kept by a
trigger of rowseal_private.session_proofs.$$;
--! include functions/assurance/assurance_level.sql
update rowseal_private.sessions as session
   set assurance = rowseal_private.assurance_level(proved.kinds)
  from (
    select proof.user_id, proof.session_id, array_agg(proof.kind) as kinds
      from rowseal_private.session_proofs as proof
     group by proof.user_id, proof.session_id
  ) as proved
 where proved.user_id = session.user_id and proved.session_id = session.id
   and session.assurance <> rowseal_private.assurance_level(proved.kinds);
