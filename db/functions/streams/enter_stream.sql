create or replace function rowseal_private.enter_stream(stream jsonb) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_scope text;
begin
  if enter_stream.stream ? 'token_id' then
    perform rowseal.enter_with_digest(
      (enter_stream.stream ->> 'user_id')::uuid, (enter_stream.stream ->> 'token_id')::uuid,
      decode(enter_stream.stream ->> 'digest', 'hex'), (enter_stream.stream ->> 'ip')::inet,
      enter_stream.stream ->> 'wanted', null
    );
  else
    perform rowseal.enter(
      (enter_stream.stream ->> 'sub')::uuid, (enter_stream.stream ->> 'sid')::uuid,
      (enter_stream.stream ->> 'workspace')::uuid, enter_stream.stream ->> 'scope',
      (enter_stream.stream ->> 'exp')::bigint, enter_stream.stream ->> 'seal_key',
      decode(enter_stream.stream ->> 'seal', 'hex'), enter_stream.stream ->> 'wanted',
      (enter_stream.stream ->> 'ip')::inet, null
    );
  end if;
  for v_scope in select jsonb_array_elements_text(enter_stream.stream -> 'scopes') loop
    perform rowseal.require_scope(v_scope);
  end loop;
end
$$;

comment on function rowseal_private.enter_stream(jsonb) is
$$Enters as the holder of an open stream, who has to hold the scopes that it is read with.
Caller: rowseal.check_streams.
Errors: those of rowseal.enter, rowseal.enter_with_digest and rowseal.require_scope.$$;

revoke execute on function rowseal_private.enter_stream(jsonb) from public;
