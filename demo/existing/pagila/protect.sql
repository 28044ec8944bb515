-- A workspace for every company.
select rowseal.workspace_for_key(company_id::text, name) from pagila.company;

select rowseal.define_scope('films:read', 'See films, and which are in store', '{owner,admin,member,viewer}');
select rowseal.define_scope('rentals:read', 'See customers, rentals and payments', '{owner,admin,member}');
select rowseal.define_scope('rentals:write', 'Change customers and rentals', '{owner,admin,member}');
select rowseal.define_scope('stores:write', 'Change stores, staff and inventory', '{owner,admin}');

-- What requests may do. Nobody inserts an id, so that the old primary keys, which lack the company, tell nothing.
grant usage on schema pagila to rowseal_user;
grant select on pagila.language, pagila.actor, pagila.category, pagila.film, pagila.film_actor, pagila.film_category,
  pagila.country, pagila.city to rowseal_user;
grant select on pagila.company, pagila.customer_list to rowseal_user;
grant select, delete, insert (company_id, city_id), update (city_id) on pagila.store to rowseal_user;
grant select, delete, insert (company_id, store_id, first_name, last_name, email, active),
  update (store_id, first_name, last_name, email, active) on pagila.staff to rowseal_user;
grant select, delete, insert (company_id, store_id, first_name, last_name, email, activebool),
  update (store_id, first_name, last_name, email, activebool) on pagila.customer to rowseal_user;
grant select, delete, insert (company_id, film_id, store_id), update (store_id) on pagila.inventory to rowseal_user;
grant select, delete, insert (company_id, rental_date, inventory_id, customer_id, return_date, staff_id),
  update (return_date) on pagila.rental to rowseal_user;
-- Payments are booked, and never changed.
grant select, insert (company_id, customer_id, staff_id, rental_id, amount, payment_date)
  on pagila.payment to rowseal_user;
grant usage on sequence pagila.payment_payment_id_seq to rowseal_user;

alter table pagila.store alter column company_id set default rowseal.workspace_key()::bigint;
alter table pagila.staff alter column company_id set default rowseal.workspace_key()::bigint;
alter table pagila.customer alter column company_id set default rowseal.workspace_key()::bigint;
alter table pagila.inventory alter column company_id set default rowseal.workspace_key()::bigint;
alter table pagila.rental alter column company_id set default rowseal.workspace_key()::bigint;
alter table pagila.payment alter column company_id set default rowseal.workspace_key()::bigint;

-- The application's own server goes on as it was.
select rowseal.protect(
  'pagila.company', workspace => 'company_id', read => 'films:read', write => 'stores:write', keep => '{pagila_server}'
);
select rowseal.protect(
  'pagila.store', workspace => 'company_id', read => 'films:read', write => 'stores:write', keep => '{pagila_server}'
);
select rowseal.protect(
  'pagila.staff', workspace => 'company_id', read => 'films:read', write => 'stores:write', keep => '{pagila_server}'
);
select rowseal.protect(
  'pagila.inventory', workspace => 'company_id', read => 'films:read', write => 'stores:write',
  keep => '{pagila_server}'
);
select rowseal.protect(
  'pagila.customer', workspace => 'company_id', read => 'rentals:read', write => 'rentals:write',
  keep => '{pagila_server}'
);
select rowseal.protect(
  'pagila.rental', workspace => 'company_id', read => 'rentals:read', write => 'rentals:write',
  parent => 'pagila.customer', keep => '{pagila_server}'
);
-- With its partitions. Requests book payments and change none.
select rowseal.protect(
  'pagila.payment', workspace => 'company_id', read => 'rentals:read', write => 'rentals:write', secret => '{amount}',
  keep => '{pagila_server}'
);
-- Films and places are everybody's, to read.
select rowseal.protect(listed, shared => true, read => 'films:read', keep => '{pagila_server}')
  from unnest(array[
         'language', 'actor', 'category', 'film', 'film_actor', 'film_category', 'country', 'city'
       ]) as name,
       lateral (select ('pagila.' || name)::regclass as listed) as named;
-- A function of the owner's, which in a request shows the caller's own tenant.
revoke execute on function pagila.rewards_report(int) from public;
grant execute on function pagila.rewards_report(int) to rowseal_user, pagila_server;
