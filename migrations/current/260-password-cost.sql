-- A cost that no policy allows was not chosen by the server: deriving such a password could end it. Its owner resets it
-- by mail.
delete from rowseal_private.passwords as password
 where not (password.memory_kib between 7168 and 1048576 and password.iterations between 1 and 100
   and password.parallelism between 1 and 16);

alter table rowseal_private.passwords
  drop constraint if exists passwords_memory_kib_check,
  drop constraint if exists passwords_iterations_check,
  drop constraint if exists passwords_parallelism_check,
  add constraint passwords_memory_kib_check check (memory_kib between 7168 and 1048576),
  add constraint passwords_iterations_check check (iterations between 1 and 100),
  add constraint passwords_parallelism_check check (parallelism between 1 and 16);
