create or replace function rowseal_private.text_hash(text text) returns bytea
  language sql stable parallel restricted
  return pg_catalog.sha256(pg_catalog.convert_to(text_hash.text, 'UTF8'));

comment on function rowseal_private.text_hash(text) is
$$What a text is found by where it is not kept, or too long for an index: its SHA-256. Not for secrets. Only stable, as
convert_to is, and no SET clause: so it is inlined into its callers, and indexes are used.$$;

revoke execute on function rowseal_private.text_hash(text) from public;
