/** What people are told of their second factors: see rowseal_private.tell_of_factor. */
export const FACTOR_NOTICES = [
  'factor_added',
  'factor_removed',
  'factor_off',
  'recovery_code_used',
  'recovery_codes_renewed',
] as const;
