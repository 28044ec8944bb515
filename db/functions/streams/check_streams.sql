create or replace function rowseal.check_streams(streams jsonb)
  returns table (place bigint, refusal text, newest bigint)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_stream record;
  v_workspace uuid;
  v_refusal text;
  v_workspaces uuid[] := '{}';
  v_refusals text[] := '{}';
begin
  for v_stream in
    select * from jsonb_to_recordset(check_streams.streams) as one (
      sub text, sid text, workspace text, scope text, exp text, seal_key text, seal text,
      user_id text, token_id text, digest text, wanted text, ip text, needed text
    )
  loop
    v_workspace := null;
    v_refusal := null;
    begin
      if v_stream.token_id is not null then
        perform rowseal.enter_with_digest(
          v_stream.user_id::uuid, v_stream.token_id::uuid, decode(v_stream.digest, 'hex'), v_stream.ip::inet,
          v_stream.wanted, null);
      else
        perform rowseal.enter(
          v_stream.sub::uuid, v_stream.sid::uuid, v_stream.workspace::uuid, v_stream.scope, v_stream.exp::bigint,
          v_stream.seal_key, decode(v_stream.seal, 'hex'), v_stream.wanted, v_stream.ip::inet, null);
      end if;
      if v_stream.needed is not null then
        v_workspace := rowseal.require_scope(v_stream.needed);
      end if;
    exception when others then
      -- Of the caller alone: the database's own state is an answer about no stream.
      if sqlstate !~ '^(RS|22P02|22023|28000)' then
        raise;
      end if;
      v_workspace := null;
      v_refusal := sqlstate;
    end;
    -- The next one enters for itself.
    perform set_config('rowseal.context', '', true);
    v_workspaces := v_workspaces || v_workspace;
    v_refusals := v_refusals || v_refusal;
  end loop;
  return query
    with newest as materialized (
      select entered.id, (
               select max(sealed.number) from rowseal_private.sealed_events as sealed
                where sealed.workspace_id = entered.id
             ) as number
        from (select distinct named.id from unnest(v_workspaces) as named (id) where named.id is not null) as entered
    )
    select checked.place, checked.refusal, newest.number
      from unnest(v_refusals, v_workspaces) with ordinality as checked (refusal, workspace, place)
      left join newest on newest.id = checked.workspace;
end
$$;

comment on function rowseal.check_streams(jsonb) is
$$Whether those who hold open streams may still enter, each by rowseal.enter or rowseal.enter_with_digest as for any
request, and up to where there is something to read. streams is an array: of each the arguments of that function (hashes
and seals in hexadecimal) and needed, the scope without which its events are not read (null: it reads nothing).
Caller: the server, for all of its open streams at once, each second.
Returns: for each, by its place from 1: refusal, the SQLSTATE with which it is refused, null: it may go on; newest, the
number of the newest sealed event of the workspace that it reads, null: there is none.
Errors: what is wrong with the database itself.$$;

revoke execute on function rowseal.check_streams(jsonb) from public;
grant execute on function rowseal.check_streams(jsonb) to rowseal_issuer;
