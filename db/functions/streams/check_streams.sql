create or replace function rowseal.check_streams(streams jsonb)
  returns table (place integer, refusal text, has_news boolean)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_stream jsonb;
begin
  place := 0;
  for v_stream in select one.value from jsonb_array_elements(check_streams.streams) as one loop
    place := place + 1;
    refusal := null;
    has_news := false;
    begin
      perform rowseal_private.enter_stream(v_stream);
      has_news := rowseal_private.has_news(v_stream);
    exception when others then
      -- Of the caller alone. What is the database's own state is an answer about no stream.
      if sqlstate !~ '^(RS|22P02|22023|28000)' then
        raise;
      end if;
      refusal := sqlstate;
    end;
    -- The next one enters for itself.
    perform set_config('rowseal.context', '', true);
    return next;
  end loop;
end
$$;

comment on function rowseal.check_streams(jsonb) is
$$Whether those who hold open streams may still enter, each by rowseal.enter or rowseal.enter_with_digest as for any
request, and whether there is anything new for them. streams is an array: of each the arguments of that function (hashes
and seals in hexadecimal), scopes, those without which its events are not read, and after, the cursors
(rowseal_audit.events) up to which it has read.
Caller: the server, for all of its open streams at once, each second.
Returns: for each, by its place from 1: refusal, the SQLSTATE with which it is refused, null: it may go on; has_news,
whether an event of the workspace was sealed after one of its cursors.
Errors: what is wrong with the database itself.$$;

revoke execute on function rowseal.check_streams(jsonb) from public;
grant execute on function rowseal.check_streams(jsonb) to rowseal_issuer;
