-- Anybody may take any advisory lock, SQL in a request too. What must not be held up by it waits for rows here.
create table if not exists rowseal_private.locks (
  name text primary key
);
comment on table rowseal_private.locks is
$$What functions of Rowseal wait for, where there is nothing of their own to lock: a row a name. Nobody else can lock a
row of it, whereas any advisory lock may be taken by SQL in a request.$$;
insert into rowseal_private.locks (name)
select 'purge' union all select 'address ' || slot from generate_series(0, 63) as slot
on conflict (name) do nothing;
