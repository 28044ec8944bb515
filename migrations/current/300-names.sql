-- Functions that others in SQL depend on are renamed, not dropped and made anew.
do $$
declare
  v_renamed record;
begin
  for v_renamed in
    select *
      from (
        values
        ('account_of(text)', 'user_for_password_reset'),
        ('in_both(text[],text[])', 'array_intersection'),
        ('is_costlier(integer,integer,integer,integer)', 'is_stronger'),
        ('is_strange_network(uuid,inet)', 'is_new_network'),
        ('renew_verifier(text,bytea,bytea,bytea,integer,integer,integer)', 'upgrade_verifier'),
        ('take_attempt(text,text)', 'record_attempt'),
        ('take_guess(text,text)', 'record_failure'),
        ('take_workspace(uuid)', 'lock_workspace')
      ) as renamed (signature, name)
     where to_regprocedure('rowseal_private.' || renamed.signature) is not null
  loop
    execute format('alter function rowseal_private.%s rename to %I', v_renamed.signature, v_renamed.name);
  end loop;
end
$$;
