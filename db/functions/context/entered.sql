create or replace function rowseal_private.entered()
  returns table (user_id uuid, credential_id uuid, workspace_id uuid, scopes text[], service_id uuid)
  language sql stable parallel restricted
begin atomic
  select nullif(
           pg_catalog.encode(pg_catalog.substr(context.bytes, 109, 36), 'escape'),
           '------------------------------------'
         )::uuid,
         pg_catalog.encode(pg_catalog.substr(context.bytes, 145, 36), 'escape')::uuid,
         nullif(
           pg_catalog.encode(pg_catalog.substr(context.bytes, 73, 36), 'escape'), '------------------------------------'
         )::uuid,
         -- The last part, without a blank after it, is where the request came from.
         coalesce(context.parts[:pg_catalog.cardinality(context.parts) - 1], '{}'),
         nullif(pg_catalog.split_part(
           context.parts[pg_catalog.cardinality(context.parts)], '|', 5), '')::uuid
    from (
      select verified as bytes,
             pg_catalog.string_to_array(
               pg_catalog.encode(pg_catalog.substr(verified, 182), 'escape'), ' ') as parts
        from rowseal_private.verified_context() as verified
    ) as context;
end;

comment on function rowseal_private.entered() is
$$Everything that the context of this transaction says of who entered, for functions that need more than one part of it:
each of rowseal.user_id(), rowseal.session_id(), rowseal.workspace_id() and rowseal.effective_scopes() verifies it anew.
Returns: one row; of nulls and no scopes where nobody entered.
Errors: those of rowseal_private.verified_context.$$;

revoke execute on function rowseal_private.entered() from public;
