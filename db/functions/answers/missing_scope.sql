create or replace function rowseal_private.missing_scope(
  command text, options jsonb, scopes text[], granted text[], role text
) returns table (place integer, gate text, sqlstate text, why text, opens text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select needed.place,
         case when missing_scope.role is null then 'service_scope'
           when needed.scope = any (missing_scope.granted) then 'credential_scope' else 'role_scope' end,
         case when needed.command <> 'select' or missing_scope.options ->> 'missing' is distinct from 'hide'
           then 'RS006' end,
         case when missing_scope.role is null
           then pg_catalog.format('The service does not have %s, which rowseal_gate_%s asks for.', needed.scope,
             needed.command)
           when needed.scope = any (missing_scope.granted)
           then pg_catalog.format('The credential is limited to other scopes than %s, which rowseal_gate_%s asks for.',
             needed.scope, needed.command)
           else pg_catalog.format(
             case when missing_scope.role like '%,%'
               then 'None of the roles %s grants %s, which rowseal_gate_%s asks for.'
               else 'The role %s does not grant %s, which rowseal_gate_%s asks for.' end,
             missing_scope.role, needed.scope, needed.command)
         end,
         case when missing_scope.role is null then pg_catalog.format('a service with the scope %s', needed.scope)
           when needed.scope = any (missing_scope.granted)
           then pg_catalog.format('a credential with the scope %s', needed.scope)
           else pg_catalog.format('a role with the scope %s', needed.scope)
         end
    from (
      -- What a statement finds by its key it reads.
      select missing_scope.command, missing_scope.options ->> missing_scope.command, 1
      union all
      select 'select', missing_scope.options ->> 'select', 2 where missing_scope.command in ('update', 'delete')
    ) as needed (command, scope, place)
   where not needed.scope = any (missing_scope.scopes)
   order by needed.place
   limit 1;
end;

comment on function rowseal_private.missing_scope(text, jsonb, text[], text[], text) is
$$The first scope that a command needs and the principal lacks, and whether role, credential or service leaves it out.
scopes: those in force; granted: those of the roles; role: their names, null for a service.
Returns: no row where none is missing; place: 1, of the command itself, 2, of reading what it finds.$$;

revoke execute on function rowseal_private.missing_scope(text, jsonb, text[], text[], text) from public;
