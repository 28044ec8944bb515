create or replace function rowseal.invite_members(addresses text[], role text)
  returns table (address text, status text, id uuid, expires_at timestamptz, retry_after interval)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_inviting record;
  v_email text;
begin
  if coalesce(cardinality(invite_members.addresses), 0) not between 1 and 100 then
    raise exception 'a hundred addresses at most are invited at once, and one at least' using errcode = '23514';
  end if;
  select * into v_inviting from rowseal_private.inviting(invite_members.role);
  -- In the order of the addresses, so that two who invite the same people do not wait for each other.
  for address in select distinct lower(given collate "C") from unnest(invite_members.addresses) as given order by 1 loop
    id := null;
    expires_at := null;
    retry_after := null;
    begin
      v_email := rowseal_private.require_address(address);
    exception when check_violation then
      v_email := null;
    end;
    if v_email is null then
      status := 'invalid';
    else
      select invited.status, invited.id, invited.expires_at, invited.retry_after
        into invite_members.status, invite_members.id, invite_members.expires_at, invite_members.retry_after
        from rowseal_private.invite_address(
          v_inviting.workspace, v_email, invite_members.role, v_inviting.ends_at, v_inviting.parent_id,
          v_inviting.origin_id
        ) as invited;
    end if;
    return next;
  end loop;
end
$$;

comment on function rowseal.invite_members(text[], text) is $$Invites up to a hundred addresses to the workspace
entered, as one role, each as rowseal.invite_member does; an address that is not invited stops none of the others.
Returns: of each address, in lower case and once, a status: invited, with the invitation; invalid, it is no address;
address_not_allowed, insufficient_scope and already_member, for which rowseal.invite_member raises; throttled, with the
time to wait.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role; RS050 as
rowseal.invite_member; 23514 no address, or too many.$$;

revoke execute on function rowseal.invite_members(text[], text) from public;
grant execute on function rowseal.invite_members(text[], text) to rowseal_gateway;
