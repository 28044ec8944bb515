insert into auth.users (email) select 'staff' || n || '@pagila.example' from generate_series(1, 8) as n;
insert into pagila.language (name) values ('English'), ('Italian'), ('Japanese');
insert into pagila.actor (first_name, last_name) select 'First ' || n, 'Last ' || n from generate_series(1, 50) as n;
insert into pagila.category (name) values ('Action'), ('Animation'), ('Comedy'), ('Documentary');
insert into pagila.film (title, description, release_year, language_id, length, rating, special_features)
select 'Film ' || n, 'A tale of ' || n || ' dinosaurs', 1990 + n % 30, 1 + n % 3, 60 + n % 90,
       (enum_range(null::pagila.mpaa_rating))[1 + n % 5], array['Trailers']
  from generate_series(1, 120) as n;
insert into pagila.film_actor (actor_id, film_id)
select distinct 1 + (film_id * 7 + n) % 50, film_id from pagila.film, generate_series(1, 4) as n;
insert into pagila.film_category (film_id, category_id) select film_id, 1 + film_id % 4 from pagila.film;
insert into pagila.country (country) select 'Country ' || n from generate_series(1, 6) as n;
insert into pagila.city (city, country_id) select 'City ' || n, 1 + n % 6 from generate_series(1, 30) as n;
insert into pagila.company (company_id, name)
select 9000000000 + n, 'Company ' || n from generate_series(1, 3) as n;
insert into pagila.store (company_id, city_id) select 9000000001 + n % 3, n from generate_series(1, 6) as n;
insert into pagila.staff (company_id, store_id, user_id, first_name, last_name, email)
select store.company_id, store.store_id, holder.id, 'First ' || n, 'Last ' || n, holder.email
  from generate_series(1, 8) as n
  join pagila.store on store.store_id = 1 + n % 6
  join auth.users as holder on holder.email = 'staff' || n || '@pagila.example';
insert into pagila.customer (company_id, store_id, first_name, last_name, email)
select company_id, store_id, 'First ' || n, 'Last ' || n, 'customer' || n || '@example.com'
  from generate_series(1, 180) as n
  join pagila.store on store_id = 1 + n % 6;
insert into pagila.inventory (company_id, film_id, store_id)
select company_id, film_id, store_id from pagila.film, pagila.store where film_id % 2 = store_id % 2;
insert into pagila.rental (rental_date, inventory_id, customer_id, return_date, staff_id)
select timestamptz '2025-01-01Z' + n * interval '2 hours', item.inventory_id, customer.customer_id,
       timestamptz '2025-01-04Z' + n * interval '2 hours', staff.staff_id
  from generate_series(1, 1000) as n
  join pagila.customer on customer.customer_id = 1 + n % 180
 cross join lateral (
   select inventory_id from pagila.inventory
    where inventory.company_id = customer.company_id order by inventory_id offset n % 50 limit 1
 ) as item
 cross join lateral (
   select staff_id from pagila.staff where staff.company_id = customer.company_id order by staff_id limit 1
 ) as staff;
insert into pagila.payment (customer_id, staff_id, rental_id, amount, payment_date)
select customer_id, staff_id, rental_id, 0.99 + rental_id % 9, rental_date + interval '1 hour' from pagila.rental;
