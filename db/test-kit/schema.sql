create schema if not exists rowseal_test;
comment on schema rowseal_test is $$Tests of isolation beside pgTAP. For databases of tests alone: who may execute its
functions can be anybody.$$;
grant usage on schema rowseal_test to rowseal_user;
create sequence if not exists rowseal_test.seen;
grant usage, update on sequence rowseal_test.seen to rowseal_user;
