create or replace function rowseal_private.context_lifetime() returns interval
  language sql immutable parallel safe
  return interval '15 minutes';

comment on function rowseal_private.context_lifetime() is $$How long after its start a transaction may use the context
that rowseal.enter wrote: what was revoked since then is not looked up again. Inlined into
rowseal_private.verified_context.$$;

revoke execute on function rowseal_private.context_lifetime() from public;
