import { rowsealNext } from 'rowseal/next';
import { rowseal } from '../../../lib/rowseal.js';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = rowsealNext(rowseal);
