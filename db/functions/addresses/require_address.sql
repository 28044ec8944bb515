create or replace function rowseal_private.require_address(address text) returns text
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  v_address constant text := rowseal_private.normal_address(require_address.address);
begin
  if v_address collate "C" !~ '^[a-z0-9!#$%&''*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&''*+/=?^_`{|}~-]+)*@'
     '([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$'
     or octet_length(v_address) > 254 or position('@' in v_address) > 65
  then
    raise exception 'not an e-mail address whose domain is written in A-labels' using errcode = '23514';
  end if;
  return v_address;
end
$$;

comment on function rowseal_private.require_address(text) is
$$An e-mail address as rowseal_private.normal_address has it, of somebody who gets an account or an invitation: a
dot-atom of ASCII, and a domain whose labels are letters, digits and hyphens.
Returns: null for null.
Errors: 23514 anything else, above all a domain beyond ASCII, which would be another account than its A-labels.
Source: RFC 5321 section 4.1.2 and 4.5.3.1, RFC 5322 section 3.2.3 (dot-atom), RFC 5890 section 2.3.1.$$;

revoke execute on function rowseal_private.require_address(text) from public;
