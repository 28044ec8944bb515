insert into auth.users (email, encrypted_password)
select 'employee' || n || '@chinook.example', md5(n::text) from generate_series(1, 12) as n;
insert into chinook.store (store_id, name) select n, 'Shop ' || n from generate_series(1, 4) as n;
insert into chinook.artist (name) select 'Artist ' || n from generate_series(1, 40) as n;
insert into chinook.album (title, artist_id) select 'Album ' || n, 1 + n % 40 from generate_series(1, 90) as n;
insert into chinook.media_type (name) values ('MPEG audio file'), ('AAC audio file');
insert into chinook.genre (name) values ('Rock'), ('Jazz'), ('Metal'), ('Classical');
insert into chinook.track (name, album_id, media_type_id, genre_id, composer, milliseconds, bytes, unit_price)
select 'Track ' || n, 1 + n % 90, 1 + n % 2, 1 + n % 4, 'Composer ' || n % 30, 200000 + n, 5000000 + n, 0.99
  from generate_series(1, 600) as n;
-- The manager of each shop first, then those who report to them.
insert into chinook.employee (store_id, last_name, first_name, title, hire_date, city, country, email)
select n, 'Manager ' || n, 'M', 'General Manager', date '2020-01-01' + n, 'Calgary', 'Canada', 'm@chinook.example'
  from generate_series(1, 4) as n;
insert into chinook.employee (
  store_id, user_id, last_name, first_name, title, reports_to, hire_date, city, country, email
)
select 1 + n % 4, holder.id, 'Agent ' || n, 'A', 'Sales Support Agent', 1 + n % 4, date '2021-01-01' + n, 'Calgary',
       'Canada', holder.email
  from generate_series(1, 12) as n
  join auth.users as holder on holder.email = 'employee' || n || '@chinook.example';
insert into chinook.customer (store_id, first_name, last_name, company, city, country, phone, email, support_rep_id)
select 1 + n % 4, 'First ' || n, 'Last ' || n, nullif('Company ' || n % 5, 'Company 0'), 'City ' || n % 20,
       'Country ' || n % 7, '+1 555 ' || n, 'customer' || n || '@example.com', 5 + (n + 3) % 4
  from generate_series(1, 200) as n;
insert into chinook.invoice (store_id, customer_id, invoice_date, billing_city, billing_country, total)
select customer.store_id, customer.customer_id, timestamptz '2025-01-01' + n * interval '3 hours', customer.city,
       customer.country, 0.99 * (1 + n % 9)
  from generate_series(1, 1200) as n
  join chinook.customer as customer on customer.customer_id = 1 + n % 200;
insert into chinook.invoice_line (invoice_id, track_id, unit_price, quantity)
select invoice_id, 1 + (invoice_id * 7 + n) % 600, 0.99, 1
  from chinook.invoice, generate_series(1, 3) as n;
insert into chinook.playlist (store_id, name) select 1 + n % 4, 'Playlist ' || n from generate_series(1, 16) as n;
insert into chinook.playlist_track (playlist_id, track_id)
select playlist_id, 1 + (playlist_id * 31 + n) % 600 from chinook.playlist, generate_series(1, 25) as n;
