import { desc } from 'drizzle-orm';
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core';

export { openWorkspaces } from 'rowseal/drizzle';

const notes = pgSchema('app').table('notes', { id: uuid().notNull(), title: text().notNull() });

/** The newest notes of the workspace that was entered. */
export const listNotes = (tx) => tx.select().from(notes).orderBy(desc(notes.id)).limit(20);
