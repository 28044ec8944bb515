import { z } from 'zod';
import { isStorable } from '../http/schemas.ts';

const LONGEST = 8_192;

/** A parameter of OAuth: at most once; empty is as if left out (RFC 6749 section 3.1). */
export const parameter = z
  .string()
  .max(LONGEST)
  .refine(isStorable, 'holds characters that cannot be stored')
  .transform((value) => (value === '' ? undefined : value))
  .optional();
