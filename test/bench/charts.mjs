// Charts of what `npm run bench -- --json file` has written: `node test/bench/charts.mjs file [folder]`, by default into
// docs/images. A chart for each table of ratios, its bars as long as the ratios, with the quartiles as a line.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [file, folder = fileURLToPath(new URL('../../docs/images', import.meta.url))] = process.argv.slice(2);
if (file === undefined) throw new Error('which file? `npm run bench -- --json file` writes one');
const { tables } = JSON.parse(readFileSync(file, 'utf8'));
mkdirSync(folder, { recursive: true });
for (const table of tables) writeFileSync(join(folder, `${nameOf(table)}.svg`), chart(table));

function nameOf({ part, title }) {
  const words = title.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  return ['bench', part, ...words.slice(0, 9)].join('-');
}

function chart({ title, unit, against, rows }) {
  const left = 330;
  const width = 400;
  const longest = Math.max(...rows.map(({ ratioHigh }) => ratioHigh));
  const x = (ratio) => (left + (ratio / longest) * width).toFixed(1);
  const bars = rows.map(({ name, median, ratio, ratioLow, ratioHigh }, index) => {
    const y = 52 + index * 26;
    const figure = `${Number(median.toPrecision(3)).toLocaleString('en')} ${unit}, ${ratio.toFixed(2)}`;
    return [
      `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${left}" y="${y}" width="${(Number(x(ratio)) - left).toFixed(1)}" height="18" rx="2" fill="${name.startsWith('Varve') ? '#2563eb' : '#94a3b8'}"/>`,
      `<line x1="${x(ratioLow)}" x2="${x(ratioHigh)}" y1="${y + 9}" y2="${y + 9}" stroke="#0f172a"/>`,
      `<text x="${left + width + 10}" y="${y + 13}">${escaped(figure)}</text>`,
    ].join('\n');
  });
  const height = 64 + rows.length * 26;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 ${height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="860" height="${height}" fill="#ffffff"/>
<text x="12" y="24" font-size="15" font-weight="600">${escaped(title)}</text>
<text x="12" y="42" fill="#64748b">ratio to: ${escaped(against)}; shorter is quicker</text>
${bars.join('\n')}
</svg>
`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
