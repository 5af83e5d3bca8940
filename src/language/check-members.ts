import type { Parsing } from './parsing.js';
import type { NameSyntax } from './syntax.js';

/** The members of an enum, each once; one that stands twice is reported. */
export function checkMembers(members: readonly NameSyntax[], parsing: Parsing): readonly NameSyntax[] {
  const unique = new Map<string, NameSyntax>();
  for (const member of members) {
    const first = unique.get(member.text);
    if (first === undefined) unique.set(member.text, member);
    else {
      parsing.fail('ENUM_DUPLICATE', member.span, `"${member.text}" stands twice in this enum`, {
        related: [{ message: `"${member.text}" stands here already`, span: first.span }],
      });
    }
  }
  return [...unique.values()];
}
