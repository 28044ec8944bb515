create or replace function rowseal_audit.nothing_lost() returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.acknowledge_place('nothing_lost');
end
$$;

comment on function rowseal_audit.nothing_lost() is
$$Says that a database which is elsewhere than it was has lost no commit: a planned switchover, a promoted standby that
every commit had waited for, an upgrade of PostgreSQL while nothing was served, a copy for tests. Servers serve from
then on. Else see rowseal_audit.recover. An event names who said so.
Caller: the database's owner, superusers; rowseal recover --nothing-lost.$$;

revoke execute on function rowseal_audit.nothing_lost() from public;
grant execute on function rowseal_audit.nothing_lost() to pg_database_owner;
