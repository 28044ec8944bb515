do $$
begin
  if to_regtype('rowseal_private.scope_string') is null then
    create domain rowseal_private.scope_string as text
      constraint is_scope_string check (value is null or rowseal.is_scope_list(string_to_array(value, ' ')));
  end if;
end
$$;

comment on domain rowseal_private.scope_string is
$$What a credential is limited to: scopes, each once, with single spaces between them; null: not limited. A domain,
because a CHECK of the table would evaluate the list anew whenever another column of the row is written.
Source: RFC 6749 section 3.3.$$;
