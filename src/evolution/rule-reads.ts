import type { PathSyntax, RuleSyntax } from '../language/syntax.js';

/** The paths that a rule reads, its parts' included. */
export function rulePaths(rule: RuleSyntax): readonly PathSyntax[] {
  switch (rule.kind) {
    case 'path':
    case 'enumMap':
    case 'wrap':
    case 'parse':
    case 'format':
      return [rule.path];
    case 'first':
      return rule.else === undefined ? [rule.path] : [rule.path, ...rulePaths(rule.else)];
    case 'record':
      return rule.members.flatMap((member) => rulePaths(member.rule));
    case 'const':
    case 'envelope':
    case 'custom':
      return [];
  }
}
