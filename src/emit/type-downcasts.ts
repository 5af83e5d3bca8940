import { jsDoc } from '../codegen/js-doc.js';
import { indent } from '../codegen/layout.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { downcastBody } from './downcasts.js';
import { typeDowncastName } from './down-source.js';
import type { EmitContext } from './emit-input.js';
import type { ModuleScope } from './module-scope.js';
import { named, numbered } from './names.js';

export function typeDowncastNames({ plans }: EmitContext): string[] {
  return [...plans.downs.types].flatMap(([name, downs]) =>
    downs.flatMap((plan) => (plan.kind === 'fields' ? [typeDowncastName(name, plan.from)] : [])),
  );
}

/** `downcastMoneyV2ToV1`: what takes a version of a named type to the one before, wherever the type is used. */
export function addTypeDowncasts(module: ModuleScope): void {
  const { context, names, plans } = module.emit;
  for (const [name, downs] of plans.downs.types) {
    const { versions } = named(context.types, name);
    for (const plan of downs) {
      const newer = numbered(versions, plan.from).type;
      if (plan.kind !== 'fields' || newer.kind !== 'record') continue;
      const check = numbered(named(names.types, name).versions, plan.to).check.name;
      const stage = { plan, newer, check, typed: (stored: string): string => stored };
      const body = downcastBody({ subject: name, stages: [stage] }, module);
      const about = jsDoc({ text: `A stored ${name} of version ${plan.from} as version ${plan.to}.` });
      const guard = `if (!${runtime.isObject}(data)) return data;`;
      module.add(
        `${about}export function ${typeDowncastName(name, plan.from)}(data: unknown): unknown {\n${indent(`${guard}\n${body}`)}\n}`,
      );
    }
  }
}
