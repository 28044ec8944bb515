/** What an adapter itself refuses, and what to do about it. What the database refuses is the driver's error, with its SQLSTATE in `code`. */
export const WORKSPACE_ERRORS = {
  no_transaction: 'Nobody has entered: run statements inside withWorkspace, through the handle that it hands out.',
  transaction_ended:
    'The transaction has ended: await every statement before the function given to withWorkspace returns.',
  connection_lost: 'The connection was lost, and the transaction with it: nothing of it was committed.',
  nested_begin: 'A transaction is open already: nest withWorkspace, or use a savepoint.',
  another_principal: 'A nested withWorkspace has to name the credential and the workspace of the one around it.',
  rolled_back: 'The transaction was rolled back: one of its statements had failed, and the error was caught.',
  left_transaction: 'A statement ended the transaction by itself: leave BEGIN, COMMIT and ROLLBACK to withWorkspace.',
  not_live: 'What was verified offline says nothing of scopes: authenticate without { offline: true }.',
} as const;

/** A refusal of an adapter. */
export class WorkspaceError extends Error {
  readonly code: keyof typeof WORKSPACE_ERRORS;

  /** @param code - which. */
  constructor(code: keyof typeof WORKSPACE_ERRORS) {
    super(WORKSPACE_ERRORS[code]);
    this.name = 'WorkspaceError';
    this.code = code;
  }
}
