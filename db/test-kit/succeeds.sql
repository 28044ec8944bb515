create or replace function rowseal_test.succeeds(statement text) returns boolean
  language sql volatile parallel unsafe
begin atomic
  -- Keys are checked for rows that policies have let through. What counts others' rows among its own (WITH) may violate
  -- one by its own.
  select case
           when attempted.failure is null then attempted.rows > 0 or succeeds.statement like 'truncate%'
           else attempted.failure in ('23503', '23505') and succeeds.statement not like 'with %'
         end
    from rowseal_test.attempt(succeeds.statement) as attempted;
end;

comment on function rowseal_test.succeeds(text) is $$Whether a statement reaches rows as the user of the transaction: it
returns or changes some, or violates a key with them, unless it begins with WITH and so may reach rows of its own too.
It is undone.$$;

revoke execute on function rowseal_test.succeeds(text) from public;
grant execute on function rowseal_test.succeeds(text) to rowseal_user;
