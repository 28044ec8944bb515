create or replace function rowseal.try_entry() returns text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  begin
    perform rowseal.enter(
      sub => '00000000-0000-0000-0000-000000000000', sid => '00000000-0000-0000-0000-000000000000',
      workspace => null, scope => null, exp => 0, seal_key => '', seal => '', wanted => null, ip => null,
      request_id => null
    );
  exception when sqlstate 'RS001' then
    null;
  end;
  return case current_setting('transaction_read_only') when 'on' then 'read_only' else 'ready' end;
end
$$;

comment on function rowseal.try_entry() is $$Whether the gateway could enter transactions now, for readiness probes.
Calls rowseal.enter with the claims of nobody, which it has to deny.
Returns: a status: ready; read_only, this server takes no writes (a standby, or default_transaction_read_only).
Errors: whatever is broken.$$;

revoke execute on function rowseal.try_entry() from public;
grant execute on function rowseal.try_entry() to rowseal_gateway;
