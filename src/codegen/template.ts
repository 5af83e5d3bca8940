import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Handlebars from 'handlebars';

const require = createRequire(import.meta.url);
const compiled = new Map<string, (view: object) => string>();

/**
 * Fills a template of the folder `templates`: `renderTemplate('index/index', view)`. Views are complete and typed: a name
 * that the template uses and the view lacks is a bug, and throws.
 */
export function renderTemplate<View extends object>(name: string, view: View): string {
  let render = compiled.get(name);
  if (render === undefined) {
    render = compileTemplate(name);
    compiled.set(name, render);
  }
  return render(view);
}

// The folder is two levels up both from the sources and from what is built of them.
function compileTemplate(name: string): (view: object) => string {
  const handlebars = require('handlebars') as typeof Handlebars;
  const source = readFileSync(new URL(`../../templates/${name}.hbs`, import.meta.url), 'utf8');
  // Code is not HTML: nothing is escaped here, because every value is code already.
  return handlebars.compile(source, { noEscape: true, strict: true, preventIndent: true });
}
