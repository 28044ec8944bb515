-- rowseal.uuidv7: RFC 9562 section 5.7.
begin;
set local search_path = tap, pg_catalog;
select plan(7);

create temporary table made as select n, rowseal.uuidv7() as id from generate_series(1, 10000) as n;
create temporary view shown as
  select n, id, get_byte(uuid_send(id), 6) >> 4 as version, get_byte(uuid_send(id), 8) >> 6 as variant,
         ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint as milliseconds
    from made;

select is_empty('select id from shown where version <> 7', 'the version of an id is 7');
select is_empty('select id from shown where variant <> 2', 'the variant of an id is binary 10');
select is((select count(distinct id)::int from made), 10000, 'ten thousand ids differ');
select ok(
  (select bool_and(milliseconds between extract(epoch from now()) * 1000 - 5
    and extract(epoch from clock_timestamp()) * 1000 + 5) from shown),
  'the first 48 bits of an id are the time it was made, in milliseconds since 1970'
);
select is(
  (select count(distinct substr(uuid_send(id), 9))::int from made), 10000,
  'the last 64 bits are random: of ten thousand no two are alike'
);

create temporary table spaced (n int, id uuid);
do $$
begin
  for i in 1 .. 20 loop
    insert into spaced values (i, rowseal.uuidv7());
    perform pg_sleep(0.002);
  end loop;
end
$$;
select results_eq(
  'select n from spaced order by id', 'select generate_series(1, 20)',
  'ids made in different milliseconds sort in the order of their making'
);
select rowseal_test.step_into('rowseal_gateway');
select lives_ok('select rowseal.uuidv7()', 'a request can make ids: they are column defaults');
select rowseal_test.leave();

select * from finish();
rollback;
