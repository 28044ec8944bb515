create or replace trigger forget_person
  before delete on rowseal.users
  for each row execute function rowseal_private.forget_person();
