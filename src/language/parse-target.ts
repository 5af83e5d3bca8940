import type { Parsing } from './parsing.js';
import { readName, reportPath } from './parse-path.js';
import type { TargetStepSyntax, TargetSyntax } from './syntax.js';
import type { SourceText } from './text-span.js';

/** `field`, `field.member`, `field[key]`, `field['a literal']`, and what follows from them; `undefined` after a finding. */
export function parseTarget(source: SourceText, parsing: Parsing): TargetSyntax | undefined {
  const { text, span } = source;
  const first = readName(text, 0);
  if (first === undefined || first.text === '') {
    reportPath(source, 0, 'the name of a field', parsing);
    return undefined;
  }
  const steps: TargetStepSyntax[] = [];
  let at = first.end;
  while (at < text.length) {
    const step = text.charAt(at) === '[' ? readEntry(source, at, parsing) : readMember(source, at, parsing);
    if (step === undefined) return undefined;
    steps.push(step.step);
    at = step.end;
  }
  return { field: first.text, steps, span };
}

interface ReadStep {
  readonly step: TargetStepSyntax;
  readonly end: number;
}

function readMember(source: SourceText, at: number, parsing: Parsing): ReadStep | undefined {
  if (source.text.charAt(at) !== '.') {
    reportPath(source, at, '".", "[" or the end of the path', parsing);
    return undefined;
  }
  const name = readName(source.text, at + 1);
  if (name === undefined || name.text === '') {
    reportPath(source, at + 1, 'the name of a member', parsing);
    return undefined;
  }
  return { step: { kind: 'member', name: name.text }, end: name.end };
}

/** What stands in brackets: in quotes alone it is the key itself, else a path into the event. */
function readEntry(source: SourceText, open: number, parsing: Parsing): ReadStep | undefined {
  const { text } = source;
  const names: string[] = [];
  let at = open + 1;
  let quoted = false;
  for (;;) {
    const name = readName(text, at);
    quoted = name !== undefined && /['"]/.test(text.charAt(at));
    if (name === undefined || (name.text === '' && !quoted)) {
      reportPath(source, at, "a field of the event, or 'a literal',", parsing);
      return undefined;
    }
    if (name.text.startsWith('$') && !quoted) {
      parsing.fail(
        'PATH_SYNTAX',
        source.spanOf(at, name.end),
        `"${name.text}" cannot be a key: a key is a field of the event, or 'a literal'`,
      );
      return undefined;
    }
    names.push(name.text);
    at = name.end;
    if (text.charAt(at) !== '.') break;
    at += 1;
  }
  if (text.charAt(at) !== ']') {
    reportPath(source, at, '"]"', parsing);
    return undefined;
  }
  const [only, second] = names;
  const span = source.spanOf(open + 1, at);
  const key =
    quoted && only !== undefined && second === undefined
      ? ({ kind: 'literal', text: only } as const)
      : ({ kind: 'path', path: { names, span } } as const);
  return { step: { kind: 'entry', key }, end: at + 1 };
}
