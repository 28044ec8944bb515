create table if not exists rowseal_test.weakened (
  relation text primary key,
  undo text not null
);
comment on table rowseal_test.weakened is $$The table that rowseal_test.weaken has weakened.$$;
