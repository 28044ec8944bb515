-- A workspace for every shop.
select rowseal.workspace_for_key(store_id::text, name) from chinook.store;

select rowseal.define_scope('catalogue:read', 'See the catalogue', '{owner,admin,member,viewer}');
select rowseal.define_scope('sales:read', 'See customers and invoices', '{owner,admin,member,viewer}');
select rowseal.define_scope('sales:write', 'Change customers and invoices', '{owner,admin,member}');
select rowseal.define_scope('staff:read', 'See who works here', '{owner,admin,member}');
select rowseal.define_scope('staff:write', 'Change who works here', '{owner,admin}');

-- What requests may do. Nobody inserts an id, so that the old primary keys, which lack the shop, tell nothing.
grant usage on schema chinook to rowseal_user;
grant select on chinook.artist, chinook.album, chinook.media_type, chinook.genre, chinook.track to rowseal_user;
grant select on chinook.store, chinook.sales_by_country to rowseal_user;
grant select, delete, insert (store_id, last_name, first_name, title, reports_to, hire_date, city, country, email),
  update (last_name, first_name, title, reports_to, hire_date, city, country, email)
  on chinook.employee to rowseal_user;
grant select, delete,
  insert (store_id, first_name, last_name, company, city, country, phone, email, support_rep_id),
  update (first_name, last_name, company, city, country, phone, email, support_rep_id)
  on chinook.customer to rowseal_user;
grant select, delete, insert (store_id, customer_id, invoice_date, billing_city, billing_country, total),
  update (invoice_date, billing_city, billing_country, total) on chinook.invoice to rowseal_user;
grant select, delete, insert (store_id, invoice_id, track_id, unit_price, quantity),
  update (track_id, unit_price, quantity) on chinook.invoice_line to rowseal_user;
grant select, delete, insert (store_id, name), update (name) on chinook.playlist to rowseal_user;
grant select, insert, delete on chinook.playlist_track to rowseal_user;

alter table chinook.employee alter column store_id set default rowseal.workspace_key()::bigint;
alter table chinook.customer alter column store_id set default rowseal.workspace_key()::bigint;
alter table chinook.invoice alter column store_id set default rowseal.workspace_key()::bigint;
alter table chinook.invoice_line alter column store_id set default rowseal.workspace_key()::bigint;
alter table chinook.playlist alter column store_id set default rowseal.workspace_key()::bigint;
alter table chinook.playlist_track alter column store_id set default rowseal.workspace_key()::bigint;

-- The application's own server and reports go on as they were.
select rowseal.protect(
  'chinook.store', workspace => 'store_id', read => 'sales:read', write => 'staff:write',
  keep => '{chinook_server,chinook_reports}'
);
select rowseal.protect(
  'chinook.employee', workspace => 'store_id', read => 'staff:read', write => 'staff:write',
  keep => '{chinook_server,chinook_reports}'
);
select rowseal.protect(
  'chinook.customer', workspace => 'store_id', read => 'sales:read', write => 'sales:write',
  keep => '{chinook_server,chinook_reports}'
);
select rowseal.protect(
  'chinook.invoice', workspace => 'store_id', read => 'sales:read', write => 'sales:write', secret => '{total}',
  keep => '{chinook_server,chinook_reports}'
);
select rowseal.protect(
  'chinook.invoice_line', workspace => 'store_id', read => 'sales:read', write => 'sales:write',
  parent => 'chinook.invoice', keep => '{chinook_server,chinook_reports}'
);
select rowseal.protect(
  'chinook.playlist', workspace => 'store_id', read => 'catalogue:read', write => 'sales:write',
  keep => '{chinook_server,chinook_reports}'
);
select rowseal.protect(
  'chinook.playlist_track', workspace => 'store_id', read => 'catalogue:read', write => 'sales:write',
  parent => 'chinook.playlist', keep => '{chinook_server,chinook_reports}'
);
-- The catalogue is everybody's, to read.
select rowseal.protect(catalogue, shared => true, read => 'catalogue:read', keep => '{chinook_server,chinook_reports}')
  from unnest(array['artist', 'album', 'media_type', 'genre', 'track']) as name,
       lateral (select ('chinook.' || name)::regclass as catalogue) as named;
