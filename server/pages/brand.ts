import { createRequire } from 'node:module';

// As one file, which is read in an eighth of the time that its 150 modules take.
const { formatHex, interpolate, wcagContrast } = createRequire(import.meta.url)('culori') as typeof import('culori');

/** How this installation presents itself, on its pages and in its mail. */
export interface Brand {
  name: string;
  /** Address of a picture: an https URL, or a path on the pages' own host; undefined: the name alone. */
  logo: string | undefined;
  /** #rrggbb */
  color: string;
}

/** A brand for who has not chosen one. */
export const DEFAULT_BRAND: Brand = { name: 'Rowseal', logo: undefined, color: '#3451b2' };

/** The grounds in style.css on which coloured text is hardest to read: --ground when light, --paper when dark. */
const LIGHT = '#f6f7f9';
const DARK = '#1d2026';
/** WCAG 2.2, 1.4.3: contrast of text. */
const READABLE = 4.5;
const STEP = 0.02;

/**
 * The brand's colour as custom properties for the stylesheet, each readable where it is used whatever the brand chose: --brand fills, --on-brand
 * is text on it, --accent-light and --accent-dark are text and outlines on the grounds.
 *
 * @param color - #rrggbb
 */
export function brandProperties(color: string): string {
  const onBrand = wcagContrast(color, 'white') >= READABLE ? '#ffffff' : '#000000';
  return `:root {
  --brand: ${formatHex(color)};
  --on-brand: ${onBrand};
  --accent-light: ${readable(color, 'black', LIGHT)};
  --accent-dark: ${readable(color, 'white', DARK)};
}
`;
}

/** The colour, or the first on the way from it to another that can be read on a ground. */
function readable(color: string, end: string, ground: string): string {
  const mix = interpolate([color, end], 'rgb');
  for (let share = 0; share < 1; share += STEP) {
    const mixed = formatHex(mix(share));
    if (mixed && wcagContrast(mixed, ground) >= READABLE) return mixed;
  }
  return end;
}
