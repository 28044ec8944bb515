-- One user has verified an address. Where two have until now, it stays that of the one who signs in with it, or else of
-- the first; the others verify it no more, or another one.
update rowseal.users as account
   set email_verified_at = null
 where account.email_verified_at is not null
   and account.email in (
     select twice.email from rowseal.users as twice
      where twice.email_verified_at is not null group by twice.email having count(*) > 1
   )
   and account.id <> (
     select holder.id
       from rowseal.users as holder
       left join rowseal_private.identities as identity
         on identity.user_id = holder.id and identity.provider = 'password'
        and identity.subject_hash = sha256(convert_to(holder.email, 'UTF8'))
      where holder.email = account.email and holder.email_verified_at is not null
      order by identity.user_id is null, holder.email_verified_at, holder.id
      limit 1
   )
   and not exists (
     select from pg_catalog.pg_class as known
      where known.relname = 'users_verified_email_idx' and known.relnamespace = 'rowseal'::regnamespace);
create unique index if not exists users_verified_email_idx
  on rowseal.users (email) where email_verified_at is not null;
