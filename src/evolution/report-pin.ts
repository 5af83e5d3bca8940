import type { Reporter } from '../diagnostics/reporter.js';
import { type Event, newestVersion } from '../model/model.js';
import { quoted } from '../model/type-text.js';
import type { DownPlan } from './down-plan.js';

/** An event that is written at an older version needs a way there. */
export function reportPin(
  { name, pin, versions, retired, ...event }: Event,
  downs: readonly DownPlan[],
  reporter: Reporter,
): void {
  if (pin === undefined) return;
  if (retired !== undefined) {
    reporter.report('KEYS_CONFLICT', pin.span, `${quoted(name)} is retired, and so it is written at no version`, {
      related: [{ message: 'it is retired here', span: retired.span }],
      help: 'leave out `pin`',
    });
    return;
  }
  const newest = newestVersion({ versions }).number;
  for (const down of downs.slice(pin.version - 1, newest - 1)) {
    if (down.kind !== 'missing') continue;
    for (const { span, reason, help } of down.gaps) {
      reporter.report(
        'DOWNCAST_MISSING',
        pin.span,
        `${quoted(name)} is to be written at version ${pin.version}, and ${name}@${down.from} cannot be written as @${down.to}: ${reason}`,
        { related: [{ message: 'it is here', span: span ?? event.span }], help },
      );
    }
  }
}
