/**
 * What the database means by a reason of rowseal_audit.import_users and import_roles.
 *
 * @param reason - one word.
 */
export function wordsOf(reason: string): string {
  const words: Readonly<Record<string, string>> = {
    address_in_use: 'an account has its address, and it is not verified on both sides',
    address_reserved: 'its address was that of an account until lately',
    address_twice: 'its address is there twice',
    identity_of_another: 'an account has its identity',
    linking_off: 'an account has its address, and its provider links none',
    unknown_provider: 'no identity provider here has the id or the issuer of its identity',
    unknown_workspace: 'there is no such workspace',
    unknown_role: 'there is no such role in that workspace',
    not_a_name: 'a role is called by small letters, digits, _ and -, 40 at most, and begins with a letter',
    built_in_role: 'every workspace has a role of this name',
    role_twice: 'its workspace has a role of this name in another line',
    other_scopes: 'its workspace has a role of this name, with other scopes',
    unknown_scope: 'a scope of it is defined by nobody here',
    unverified_factor: 'it has an authenticator app, and its address is not verified',
  };
  return words[reason] ?? reason;
}

/**
 * The SQLSTATE where a value was refused, by the database or by a hook of the application.
 *
 * @param error - whatever was thrown.
 * @returns undefined: the import cannot go on.
 */
export function refusedValue(error: unknown): string | undefined {
  if (!(error instanceof Error && 'severity' in error && 'code' in error) || error.severity !== 'ERROR')
    return undefined;
  const code = String(error.code);
  return /^(08|25|26|40|42|53|54|55|57|58|XX|3)/.test(code) ? undefined : code;
}
