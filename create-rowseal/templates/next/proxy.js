import { NextResponse } from 'next/server';
import { rowsealProxy } from 'rowseal/next';
import { rowseal } from './lib/rowseal.js';

/** Continues the session before a page is rendered. */
export const proxy = rowsealProxy(rowseal, { NextResponse });
export const config = { matcher: ['/workspaces/:path*'] };
