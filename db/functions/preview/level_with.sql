create or replace function rowseal_private.level_with(
  level text, needed text[], lifted_by text, lifted_level text, held text[]
) returns text
  language sql immutable parallel safe
  return case
    when level_with.level is null or not level_with.needed <@ level_with.held then 'none'
    when level_with.lifted_by = any (level_with.held) then level_with.lifted_level
    else level_with.level
  end;

comment on function rowseal_private.level_with(text, text[], text, text, text[]) is $$The level of
rowseal_private.request_reach for somebody with the scopes held.$$;

revoke execute on function rowseal_private.level_with(text, text[], text, text, text[]) from public;
