create or replace function rowseal_private.missing_proof(
  command text, options jsonb, workspace_id uuid, user_id uuid, principal uuid, kind text
) returns table (place integer, gate text, sqlstate text, why text, opens text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select asked.place, 'assurance',
         case when missing_proof.kind = 'user'
                or rowseal_private.may_step_up(missing_proof.user_id, missing_proof.principal, asked.fresh is not null)
           then 'RS050' else 'RS051' end,
         pg_catalog.format('rowseal_gate_%s asks for the level of assurance %s%s, and this is %s.', asked.command,
           asked.level, ' by proofs of the last ' || asked.fresh || ' seconds', shown.level),
         case
           when missing_proof.kind in ('service', 'service_key') and asked.fresh is not null
             then 'a person: nobody is behind a service'
           when missing_proof.kind in ('service', 'service_key')
             then pg_catalog.format('a key made in a session of level %s', asked.level)
           when asked.level > 2 and rowseal_private.account_level(missing_proof.user_id) < asked.level
             then 'a passkey on the account of the user'
           when missing_proof.kind = 'user' or rowseal_private.account_level(missing_proof.user_id) < asked.level
             then 'a second factor on the account of the user'
           when rowseal_private.may_step_up(missing_proof.user_id, missing_proof.principal, asked.fresh is not null)
             then 'another proof of who they are (a step-up; for a grant, a new authorization)'
           when asked.fresh is not null then 'a session: no token and no grant is ever fresh'
           else pg_catalog.format('a token made at level %s', asked.level)
         end
    from (
      -- What a statement finds by its key it reads.
      select needed.command, needed.place, (missing_proof.options ->> 'assurance')::integer as level,
             (missing_proof.options ->> 'fresh')::integer as fresh
        from (values (missing_proof.command, 1), ('select', 2)) as needed (command, place)
       where missing_proof.options -> 'assured' ? needed.command
         and (needed.place = 1 or missing_proof.command in ('update', 'delete'))
    ) as asked
   cross join lateral (
     select case
              when missing_proof.kind = 'user' then rowseal_private.account_level(missing_proof.user_id)
              when missing_proof.kind in ('service', 'service_key') then rowseal_private.service_level(
                missing_proof.workspace_id, missing_proof.principal, pg_catalog.make_interval(secs => asked.fresh))
              else rowseal_private.proved_level(
                missing_proof.user_id, missing_proof.principal, pg_catalog.make_interval(secs => asked.fresh))
            end as level
   ) as shown
   where shown.level < asked.level
   order by asked.place
   limit 1;
end;

comment on function rowseal_private.missing_proof(text, jsonb, uuid, uuid, uuid, text) is $$The proof that a command on
a protected table needs and a principal has not given. kind: as of rowseal_private.principal_of; of a user counts what
they could prove.
Returns: no row where none is missing; place: as rowseal_private.missing_scope.$$;

revoke execute on function rowseal_private.missing_proof(text, jsonb, uuid, uuid, uuid, text) from public;
