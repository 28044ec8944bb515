create or replace function rowseal_audit.refused_in_preview(sql text) returns text
  language sql immutable parallel safe
begin atomic
  select refused.reason
    from (values
      ('\mcopy\M[^;]*\mprogram\M', 'COPY with a program'),
      ('\mextension\M', 'extensions'),
      ('\mdblink|\mforeign\s+(data|schema|table)\M|\muser\s+mapping\M|\m(create|alter|drop)\s+server\M',
       'other servers'),
      ('\msubscription\M|\mpg_\w*(replication|slot)\w*\s*\(', 'replication'),
      ('\mlo_(im|ex)port\M|\mpg_(read|write|ls|stat)_\w*(file|dir)\w*\s*\(|\mpg_file_\w+|\mcopy\M[^;]*''/',
       'files of the server'),
      ('\mpg_(try_)?advi[s]ory\w*', 'advisory locks of the session'),
      ('\mpg_(terminate|cancel)_backend\M|\mpg_(reload_conf|rotate_logfile|promote|switch_wal|log_\w+)\M',
       'functions that manage the server'),
      ('\malter\s+system\M', 'ALTER SYSTEM'),
      ('(^|;)\s*(prepare|load|listen|discard)\M', 'what stays with the session')
    ) as refused (pattern, reason)
   where refused_in_preview.sql ~* refused.pattern
      -- A comment separates words as a blank does.
      or pg_catalog.regexp_replace(refused_in_preview.sql, '/\*.*?\*/|--[^\n]*', ' ', 'g') ~* refused.pattern
   limit 1;
end;

comment on function rowseal_audit.refused_in_preview(text) is $$What of a text a transaction would not take back, as far
as words tell; strings count too, so that it is refused rather too often.
Caller: rowseal_audit.preview.
Returns: null where it may be tried.$$;

revoke execute on function rowseal_audit.refused_in_preview(text) from public;
grant execute on function rowseal_audit.refused_in_preview(text) to pg_database_owner;
