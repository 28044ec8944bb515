create or replace function rowseal_private.wanted_of_import(users jsonb)
  returns table (line integer, identities jsonb, links boolean, memberships jsonb, fault text)
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  with place as materialized (
    select named.name, rowseal_private.workspace_of_import(named.name) as id
      from (
        select distinct membership ->> 'workspace' as name
          from jsonb_array_elements(wanted_of_import.users) as entry,
               jsonb_array_elements(entry -> 'memberships') as membership
      ) as named
  ), identity as (
    select (entry ->> 'line')::integer as line,
           jsonb_agg(jsonb_build_object('provider', provider.id, 'subject', theirs.value ->> 'subject')) as found,
           bool_and(provider.links_verified) as links, bool_or(provider.id is null) as is_unknown
      from jsonb_array_elements(wanted_of_import.users) as entry
     cross join jsonb_array_elements(entry -> 'identities') as theirs (value)
      left join rowseal_private.identity_providers as provider
        on provider.id = theirs.value ->> 'provider'
        or theirs.value ->> 'provider' is null and provider.issuer = theirs.value ->> 'issuer'
     group by 1
  ), membership as (
    select (entry ->> 'line')::integer as line,
           jsonb_agg(jsonb_build_object('workspace_id', place.id, 'role', role.name)) as found,
           bool_or(place.id is null) as is_nowhere, bool_or(role.name is null) as is_unknown
      from jsonb_array_elements(wanted_of_import.users) as entry
     cross join jsonb_array_elements(entry -> 'memberships') as theirs (value)
      left join place on place.name = theirs.value ->> 'workspace'
      -- By its key: as a join of all, every role of the installation would be read.
      left join lateral (
        select known.name from rowseal.roles as known
         where known.workspace_id in (place.id, rowseal_private.no_workspace()) and known.name = theirs.value ->> 'role'
         limit 1
      ) as role on true
     group by 1
  )
  select coalesce(identity.line, membership.line), coalesce(identity.found, '[]'), coalesce(identity.links, true),
         coalesce(membership.found, '[]'),
         case
           when identity.is_unknown then 'unknown_provider'
           when membership.is_nowhere then 'unknown_workspace'
           when membership.is_unknown then 'unknown_role'
         end
    from identity
    full join membership on membership.line = identity.line;
end;

comment on function rowseal_private.wanted_of_import(jsonb) is
$$The identities and memberships that imported users are to have, with providers and workspaces by id: providers are
named by id or issuer, workspaces by slug or id.
Returns: a row for each line that has any. links: each provider allows a first login to join an account; fault:
unknown_provider, unknown_workspace, unknown_role.$$;

revoke execute on function rowseal_private.wanted_of_import(jsonb) from public;
