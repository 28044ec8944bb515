-- Addresses are compared by one rule, whatever the locale of the database. What a server has stored keeps it already;
-- what somebody wrote by hand may not, and then the constraint holds for what comes.
do $$
declare
  v_table regclass;
  v_constraint name;
begin
  foreach v_table in array
    array['rowseal.users', 'rowseal.invitations', 'rowseal_private.email_proofs']::regclass[]
  loop
    v_constraint := (select relname from pg_catalog.pg_class where oid = v_table) || '_email_check';
    execute format('alter table %s drop constraint if exists %I', v_table, v_constraint);
    execute format(
      'alter table %s add constraint %I check (char_length(email) between 3 and 320 '
      'and email = lower(email collate "C") and email collate "C" ~ ''^[!-~]+@[a-z0-9.-]+$'') not valid',
      v_table, v_constraint);
    begin
      execute format('alter table %s validate constraint %I', v_table, v_constraint);
    exception
      when check_violation then
        raise warning 'nobody can sign in with some addresses of %: not ASCII, or domains not as A-labels', v_table
          using hint = format('Correct them, then run: alter table %s validate constraint %I', v_table, v_constraint);
    end;
  end loop;
end
$$;
comment on column rowseal.users.email is
$$Where mail goes, in lower case, with its domain as A-labels (xn--…). Not a key: a login finds its user through
rowseal_private.identities.$$;
