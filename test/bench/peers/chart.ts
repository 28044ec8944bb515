/** One ratio: what ours costs of what another does. */
export interface Bar {
  title: string;
  other: string;
  ratio: { low: number; median: number; high: number };
  /** What it may be. */
  atMost?: number;
}

const ROW = 26;
const LEFT = 430;
const UNIT = 220;
/** What is beyond is cut off. */
const MOST = 2;
const WIDTH = LEFT + UNIT * MOST + 60;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * The ratios as a picture: a bar to the median, a line over the quartiles, a mark at what it may be. Shorter is cheaper than the other.
 *
 * @param bars - one a row.
 */
export function chartOf(bars: readonly Bar[]): string {
  const height = 60 + bars.length * ROW;
  const x = (ratio: number) => LEFT + Math.min(ratio, MOST) * UNIT;
  const rows = bars.map(({ title, other, ratio, atMost }, index) => {
    const y = 40 + index * ROW;
    const mark = atMost === undefined ? '' : `<path class="bound" d="M${x(atMost)} ${y - 3}v18"/>`;
    return `<text x="${LEFT - 10}" y="${y + 10}" text-anchor="end">${escaped(`${title} / ${other}`)}</text>
<rect x="${LEFT}" y="${y}" width="${(x(ratio.median) - LEFT).toFixed(1)}" height="12"/>
<path class="spread" d="M${x(ratio.low).toFixed(1)} ${y + 6}H${x(ratio.high).toFixed(1)}"/>${mark}
<text class="figure" x="${(Math.max(x(ratio.high), x(atMost ?? 0)) + 8).toFixed(1)}" y="${y + 10}">${ratio.median.toFixed(2)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Processor time of Rowseal as a part of its peers'">
<style>
svg { background: #fff; }
text { font: 13px system-ui, sans-serif; fill: #1d2330; }
.figure { font-variant-numeric: tabular-nums; }
rect { fill: #3451b2; }
.spread { stroke: #1d2330; stroke-width: 2; }
.bound { stroke: #c2410c; stroke-width: 2; }
.one { stroke: #9aa3b5; stroke-dasharray: 3 3; }
</style>
<text x="${LEFT - 250}" y="20">Processor time of Rowseal / of the other, server and database (mark: the bound)</text>
<path class="one" d="M${x(1)} 30V${height - 10}"/>
${rows.join('\n')}
</svg>
`;
}
