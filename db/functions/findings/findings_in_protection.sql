create or replace function rowseal_private.findings_in_protection() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select problem.kind, problem.severity, protected.name, problem.why, problem.sql, 'owner', null::text
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_class as class on class.oid = protected.relation
    left join pg_catalog.pg_attribute as workspace
      on workspace.attrelid = class.oid and workspace.attname = protected.options ->> 'workspace'
   cross join lateral (
     select rowseal_private.protect_call(protected.name, protected.options) as again,
            pg_catalog.quote_ident(workspace.attname) as workspace,
            (
              select substring(pg_catalog.obj_description(policy.oid, 'pg_policy') from '\{.*\}$')::jsonb ->> 'digest'
                from pg_catalog.pg_policy as policy
               where policy.polrelid = class.oid and policy.polname = 'rowseal_still_outside'
            ) as digest
   ) as record
   cross join lateral (
     values
       ('row_security_off', 'high', not class.relrowsecurity,
        'Row-level security is off: who may use the table reaches the rows of every workspace.',
        pg_catalog.format('alter table %s enable row level security', protected.name)),
       ('row_security_not_forced', 'high', not class.relforcerowsecurity,
        'Row-level security does not bind the owner: its views and functions show requests every row.',
        pg_catalog.format('alter table %s force row level security', protected.name)),
       ('protection_changed', 'high',
        protected.options is not null and record.digest is distinct from rowseal_private.policies_digest(class.oid),
        'A policy that rowseal.protect wrote is missing or changed, or was never recorded.', record.again),
       ('protection_older', 'high', protected.options is null,
        'An older version of Rowseal protected it: without gates, its own policies may reach past a missing scope.',
        rowseal_private.older_protect_call(class.oid)),
       ('workspace_nullable', 'medium',
        rowseal_private.may_be_null(workspace.attrelid, workspace.attnum)
          and not protected.options -> 'allow' ? 'nullable',
        'The column of the workspace may be null: such a row is seen by no workspace, and deleted with none.',
        pg_catalog.format('alter table %s alter column %s set not null', protected.name, record.workspace)),
       ('no_index', 'low',
        workspace.attnum is not null and not exists (
          select from pg_catalog.pg_index as index
           where index.indrelid = class.oid and index.indisvalid and index.indpred is null
             and index.indkey[0] = workspace.attnum
        ),
        'No index begins with the workspace: each statement of a request reads the rows of all workspaces.',
        pg_catalog.format('create index on %s (%s)', protected.name, record.workspace))
   ) as problem (kind, severity, applies, why, sql)
   where problem.applies
  union all
  select 'child_unprotected', 'high', inheritance.inhrelid::pg_catalog.regclass::text,
         pg_catalog.format('It is a partition or child of %s and has no policies of its own: who may use it '
           'by its own name reaches every row.', parent.name),
         rowseal_private.protect_call(parent.name, parent.options), 'owner', null
    from rowseal_private.protected_relations() as parent
    join pg_catalog.pg_inherits as inheritance on inheritance.inhparent = parent.relation
    join pg_catalog.pg_class as class on class.oid = inheritance.inhrelid and class.relkind in ('r', 'p')
   where not exists (
     select from rowseal_private.protected_relations() as child where child.relation = inheritance.inhrelid
   );
end;

comment on function rowseal_private.findings_in_protection() is
$$Findings in the protected tables themselves: row-level security, the policies of rowseal.protect, the column of the
workspace, partitions and children.$$;

revoke execute on function rowseal_private.findings_in_protection() from public;
