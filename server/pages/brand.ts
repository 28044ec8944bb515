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

type Rgb = readonly [number, number, number];

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
/** The grounds in style.css on which coloured text is hardest to read: --ground when light, --paper when dark. */
const LIGHT: Rgb = [0xf6, 0xf7, 0xf9];
const DARK: Rgb = [0x1d, 0x20, 0x26];
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
  --accent-light: ${hexOf(towards(BLACK, brand, LIGHT))};
  --accent-dark: ${hexOf(towards(WHITE, brand, DARK))};
}
`;
}

/**
 * Contrast of two colours (WCAG 2.2), from 1 to 21.
 *
 * @param one - red, green, blue: 0 to 255.
 * @param other - likewise.
 */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/**
 * The parts of a colour.
 *
 * @param color - #rrggbb
 */
export function rgbOf(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function towards(end: Rgb, from: Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += STEP) {
    const mixed = from.map((part, i) => Math.round(part + ((end[i] ?? 0) - part) * share)) as unknown as Rgb;
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return end;
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function hexOf(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
