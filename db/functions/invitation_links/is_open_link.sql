create or replace function rowseal_private.is_open_link(link rowseal_private.invitation_links) returns boolean
  language sql volatile parallel restricted
  return (is_open_link.link).revoked_at is null
    and (is_open_link.link).expires_at > clock_timestamp()
    and (is_open_link.link).uses < (is_open_link.link).max_uses;

comment on function rowseal_private.is_open_link(rowseal_private.invitation_links) is
$$Whether anybody can join by an invitation link at this moment. No SET clause, so that it is inlined into its
callers.$$;

revoke execute on function rowseal_private.is_open_link(rowseal_private.invitation_links) from public;
