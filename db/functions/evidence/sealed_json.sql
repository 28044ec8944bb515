create or replace function rowseal_private.sealed_json(
  value jsonb, place text, personal text[], salt bytea, erased jsonb
) returns text
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  v_path text;
  v_key text;
  v_value jsonb := sealed_json.value;
begin
  foreach v_path in array sealed_json.personal loop
    continue when not starts_with(v_path, sealed_json.place || '.');
    v_key := substr(v_path, length(sealed_json.place) + 2);
    if sealed_json.erased ? v_path then
      v_value := jsonb_set(coalesce(v_value, '{}'), array[v_key], sealed_json.erased -> v_path);
    elsif v_value ? v_key then
      v_value := jsonb_set(
        v_value, array[v_key], to_jsonb(rowseal_private.personal_hash(sealed_json.salt, v_value -> v_key))
      );
    end if;
  end loop;
  return coalesce(rowseal_private.canonical_json(v_value), 'null');
end
$$;

comment on function rowseal_private.sealed_json(jsonb, text, text[], bytea, jsonb) is
$$A column of JSON of an audit event as it is sealed: canonical, with hashes in the place of personal values. personal:
as in rowseal_private.event_batches.personal. Null where a value is personal and its salt is gone.
Caller: rowseal_private.event_line.$$;

revoke execute on function rowseal_private.sealed_json(jsonb, text, text[], bytea, jsonb) from public;
