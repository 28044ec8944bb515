create or replace function rowseal_private.personal_of(
  event rowseal_private.audit_events, personal text[], salt bytea
) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_object_agg(
           value.path, jsonb_build_object('salt', encode(personal_of.salt, 'hex'), 'value', value.it))
    from (
      select path,
             case when path = 'ip' then to_jsonb(format('%s', (personal_of.event).ip))
               else case split_part(path, '.', 1)
                 when 'details' then (personal_of.event).details
                 when 'before' then (personal_of.event).before
                 when 'after' then (personal_of.event).after
               end -> split_part(path, '.', 2)
             end as it
        from unnest(personal_of.personal) as path
    ) as value
   where personal_of.salt is not null and value.it is not null and value.it <> '""';
end;

comment on function rowseal_private.personal_of(rowseal_private.audit_events, text[], bytea) is
$$The personal values of a sealed event, each with the salt of its hash; null: it has none, or none any more.$$;

revoke execute on function rowseal_private.personal_of(rowseal_private.audit_events, text[], bytea) from public;
