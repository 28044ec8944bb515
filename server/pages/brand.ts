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
const LIGHT = rgbOf('#f6f7f9');
const DARK = rgbOf('#1d2026');
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
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
  const brand = rgbOf(color);
  const onBrand = contrast(brand, WHITE) >= READABLE ? WHITE : BLACK;
  return `:root {
  --brand: ${hexOf(brand)};
  --on-brand: ${hexOf(onBrand)};
  --accent-light: ${hexOf(readable(brand, BLACK, LIGHT))};
  --accent-dark: ${hexOf(readable(brand, WHITE, DARK))};
}
`;
}

/** Red, green and blue, 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

/** The colour, or the first on the way from it to another that can be read on a ground. */
function readable(color: Rgb, end: Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += STEP) {
    const mixed = mix(color, end, share);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return end;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (n: 0 | 1 | 2) => Math.round(from[n] + (to[n] - from[n]) * share);
  return [at(0), at(1), at(2)];
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, relative luminance. */
function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function rgbOf(color: string): Rgb {
  const number = Number.parseInt(color.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function hexOf([red, green, blue]: Rgb): string {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
}
