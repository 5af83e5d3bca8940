import { quoted } from '../../../model/type-text.js';
import { customSteps } from '../../custom-steps.js';
import { declaredEvents } from '../released-events.js';
import type { Rule } from '../rule.js';

export const customNotFound: Rule = {
  of: ['sound'],
  run(input, report) {
    const { code } = input;
    if (code === undefined) return;
    for (const declared of declaredEvents(input)) {
      for (const version of declared.event.versions) {
        for (const { key, direction, span, written } of customSteps(declared, version, code)) {
          if (written.length > 0) continue;
          report(span, `the hand-written ${direction} ${quoted(key)} was not found: a change of it goes unnoticed`, {
            help: `write it as a member \`'${key}'\` of what ${quoted(declared.aggregate.name)} is defined with, in a file that \`code\` of the configuration means`,
          });
        }
      }
    }
  },
};
