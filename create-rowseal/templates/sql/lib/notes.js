export { openWorkspaces } from 'rowseal/pg';

/** The newest notes of the workspace that was entered. */
export async function listNotes(tx) {
  const { rows } = await tx.query('select id, title from app.notes order by id desc limit 20');
  return rows;
}
