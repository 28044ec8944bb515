-- Keys that hold the company, so that no row leads into another company's: each statement by itself.
set lock_timeout = '1s';

create unique index concurrently store_of_company on pagila.store (company_id, store_id);
create unique index concurrently staff_of_company on pagila.staff (company_id, staff_id);
create unique index concurrently customer_of_company on pagila.customer (company_id, customer_id);
create unique index concurrently inventory_of_company on pagila.inventory (company_id, inventory_id);
alter table pagila.store add constraint store_of_company unique using index store_of_company;
alter table pagila.staff add constraint staff_of_company unique using index staff_of_company;
alter table pagila.customer add constraint customer_of_company unique using index customer_of_company;
alter table pagila.inventory add constraint inventory_of_company unique using index inventory_of_company;

-- Rentals and payments have no column for the company yet.
alter table pagila.rental add column company_id bigint;
alter table pagila.payment add column company_id bigint;
-- The application's server does not know it, so that a trigger fills it from now on.
create function pagila.company_of_customer() returns trigger language plpgsql as $$
begin
  new.company_id := coalesce(
    new.company_id, (select company_id from pagila.customer where customer.customer_id = new.customer_id));
  return new;
end
$$;
create trigger company_of_customer before insert on pagila.rental
  for each row execute function pagila.company_of_customer();
create trigger company_of_customer before insert on pagila.payment
  for each row execute function pagila.company_of_customer();
update pagila.rental set company_id = customer.company_id
  from pagila.customer where customer.customer_id = rental.customer_id and rental.company_id is null;
update pagila.payment set company_id = customer.company_id
  from pagila.customer where customer.customer_id = payment.customer_id and payment.company_id is null;
alter table pagila.rental add constraint rental_company check (company_id is not null) not valid;
alter table pagila.rental validate constraint rental_company;
alter table pagila.rental alter column company_id set not null;
alter table pagila.rental drop constraint rental_company;
alter table pagila.payment add constraint payment_company check (company_id is not null) not valid;
alter table pagila.payment validate constraint payment_company;
alter table pagila.payment alter column company_id set not null;
alter table pagila.payment drop constraint payment_company;
create unique index concurrently rental_of_company on pagila.rental (company_id, rental_id);
alter table pagila.rental add constraint rental_of_company unique using index rental_of_company;
-- An index of a partitioned table is made partition by partition, and then put together.
create unique index payment_of_company on only pagila.payment (company_id, payment_date, payment_id);
create unique index concurrently payment_p2025_01_of_company
  on pagila.payment_p2025_01 (company_id, payment_date, payment_id);
create unique index concurrently payment_p2025_02_of_company
  on pagila.payment_p2025_02 (company_id, payment_date, payment_id);
create unique index concurrently payment_p2025_03_of_company
  on pagila.payment_p2025_03 (company_id, payment_date, payment_id);
alter index pagila.payment_of_company attach partition pagila.payment_p2025_01_of_company;
alter index pagila.payment_of_company attach partition pagila.payment_p2025_02_of_company;
alter index pagila.payment_of_company attach partition pagila.payment_p2025_03_of_company;
alter table pagila.payment drop constraint payment_pkey;

alter table pagila.staff
  add constraint staff_store foreign key (company_id, store_id)
    references pagila.store (company_id, store_id) not valid;
alter table pagila.customer
  add constraint customer_store foreign key (company_id, store_id)
    references pagila.store (company_id, store_id) not valid;
alter table pagila.inventory
  add constraint inventory_store foreign key (company_id, store_id)
    references pagila.store (company_id, store_id) not valid;
alter table pagila.rental
  add constraint rental_inventory foreign key (company_id, inventory_id)
    references pagila.inventory (company_id, inventory_id) not valid;
alter table pagila.rental
  add constraint rental_customer foreign key (company_id, customer_id)
    references pagila.customer (company_id, customer_id) not valid;
alter table pagila.rental
  add constraint rental_staff foreign key (company_id, staff_id)
    references pagila.staff (company_id, staff_id) not valid;
alter table pagila.staff validate constraint staff_store;
alter table pagila.customer validate constraint customer_store;
alter table pagila.inventory validate constraint inventory_store;
alter table pagila.rental validate constraint rental_inventory;
alter table pagila.rental validate constraint rental_customer;
alter table pagila.rental validate constraint rental_staff;
alter table pagila.staff drop constraint staff_store_id_fkey;
alter table pagila.customer drop constraint customer_store_id_fkey;
alter table pagila.inventory drop constraint inventory_store_id_fkey;
alter table pagila.rental drop constraint rental_inventory_id_fkey;
alter table pagila.rental drop constraint rental_customer_id_fkey;
alter table pagila.rental drop constraint rental_staff_id_fkey;
-- Foreign keys of partitioned tables cannot be added NOT VALID before PostgreSQL 18: this one scans the payments.
alter table pagila.payment
  add constraint payment_rental foreign key (company_id, rental_id)
    references pagila.rental (company_id, rental_id);
