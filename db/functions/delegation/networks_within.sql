create or replace function rowseal_private.networks_within(wanted cidr[], own cidr[]) returns cidr[]
  language sql immutable parallel safe
  return case
    when networks_within.own is null then networks_within.wanted
    when networks_within.wanted is null then networks_within.own
    else array(
      select network from pg_catalog.unnest(networks_within.wanted) as network
       where exists (select from pg_catalog.unnest(networks_within.own) as limit_of_own where network <<= limit_of_own)
    )
  end;

comment on function rowseal_private.networks_within(cidr[], cidr[]) is
$$Of the networks that are wanted, those within a credential's own. Null, of either: any network.$$;

revoke execute on function rowseal_private.networks_within(cidr[], cidr[]) from public;
