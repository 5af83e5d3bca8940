import { fits, indent } from '../codegen/layout.js';

/** The statements where all guards hold. */
export function guarded(guards: readonly string[], statements: string[]): string[] {
  if (guards.length === 0 || statements.length === 0) return statements;
  return [`if (${guards.join(' && ')}) {\n${indent(statements.join('\n'))}\n}`];
}

/** `if (guards && (faults)) refused`: broken where it is too long for a line. */
export function condition(guards: readonly string[], faults: readonly string[], refused: string): string {
  const alone = guards.length === 0;
  const grouped = faults.length > 1 || (!alone && faults.some((fault) => fault.includes(' && ')));
  const operands = faults.length > 1 ? faults.map((fault) => (fault.includes(' && ') ? `(${fault})` : fault)) : faults;
  const fault = operands.join(' || ');
  const test = [...guards, !alone && grouped ? `(${fault})` : fault].join(' && ');
  const line = `if (${test}) ${refused}`;
  if (fits(line, 4)) return line;
  if (fits(`if (${test}) {`, 4)) return `if (${test}) {\n${indent(refused)}\n}`;
  const lines = [...guards.map((guard) => `${guard} &&`), ...(alone ? brokenAlternatives(operands) : [`(${fault})`])];
  return `if (\n${indent(lines.join('\n'))}\n) {\n${indent(refused)}\n}`;
}

function brokenAlternatives(operands: readonly string[]): string[] {
  return operands.flatMap((operand, index) => {
    const end = index === operands.length - 1 ? '' : ' ||';
    if (operands.length > 1 || fits(operand, 4)) return [operand + end];
    return operand.split(' && ').map((part, at, parts) => (at === parts.length - 1 ? part + end : `${part} &&`));
  });
}
