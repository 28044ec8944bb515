create table if not exists rowseal_test.given (
  relation text not null,
  attribute text not null,
  expression text not null,
  primary key (relation, attribute)
);
comment on table rowseal_test.given is $$What rowseal_test.give was told.$$;
grant select on rowseal_test.given to rowseal_user;
