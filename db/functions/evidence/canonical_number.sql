create or replace function rowseal_private.canonical_number(value numeric) returns text
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  v_parts constant text[] := string_to_array(trim_scale(abs(value))::text, '.');
  v_all constant text := v_parts[1] || coalesce(v_parts[2], '');
  v_digits constant text := rtrim(ltrim(v_all, '0'), '0');
  -- Of the point, from the first digit on.
  v_point constant integer := length(v_parts[1]) - length(v_all) + length(ltrim(v_all, '0'));
  v_sign constant text := case when value < 0 then '-' else '' end;
begin
  if value = 0 then
    return '0';
  elsif length(v_digits) > 15 or v_point not between -300 and 300 then
    return to_json(value::text)::text;
  end if;
  return v_sign || case
    when v_point between length(v_digits) and 21 then rpad(v_digits, v_point, '0')
    when v_point between 1 and 21 then left(v_digits, v_point) || '.' || substr(v_digits, v_point + 1)
    when v_point between -5 and 0 then '0.' || repeat('0', -v_point) || v_digits
    else left(v_digits, 1) || coalesce('.' || nullif(substr(v_digits, 2), ''), '')
         || 'e' || case when v_point > 0 then '+' else '-' end || abs(v_point - 1)
  end;
end
$$;

comment on function rowseal_private.canonical_number(numeric) is
$$A number as ECMAScript prints it, which is how RFC 8785 writes one. What has more digits than a double is sure to hold
(15) is a string.
Source: RFC 8785 section 3.2.2.3; ECMA-262 Number::toString.$$;

revoke execute on function rowseal_private.canonical_number(numeric) from public;
