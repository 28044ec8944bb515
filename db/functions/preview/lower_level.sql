create or replace function rowseal_private.lower_level(one text, other text) returns text
  language sql immutable parallel safe
  return (array['none', 'some', 'workspace', 'every'])[
    least(
      pg_catalog.array_position(array['none', 'some', 'workspace', 'every'], lower_level.one),
      pg_catalog.array_position(array['none', 'some', 'workspace', 'every'], lower_level.other))
  ];

comment on function rowseal_private.lower_level(text, text) is $$The lower of two levels of
rowseal_private.request_reach: none, some, workspace, every.$$;

revoke execute on function rowseal_private.lower_level(text, text) from public;
