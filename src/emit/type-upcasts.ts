import { indent } from '../codegen/layout.js';
import { jsDoc } from '../codegen/js-doc.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { NamedType } from '../model/model.js';
import { typeUpcastName } from './conversion-change.js';
import type { EmitContext } from './emit-input.js';
import { fusedBody, type FusedStage } from './fuse.js';
import type { ModuleScope } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { needsOfSteps } from './upcast-needs.js';
import { usesVariable } from './uses-variable.js';

interface Pair {
  readonly type: NamedType;
  readonly from: number;
  readonly to: number;
}

/** From each version to the next, and to the newest. */
function pairsOf({ context, plans }: EmitContext): readonly Pair[] {
  return [...context.types.values()].flatMap((type) => {
    const newest = (plans.types.get(type.name) ?? []).length + 1;
    return type.versions.slice(0, newest - 1).flatMap(({ number }): Pair[] => {
      const next = { type, from: number, to: number + 1 };
      return next.to === newest ? [next] : [next, { type, from: number, to: newest }];
    });
  });
}

export function typeUpcastNames(emit: EmitContext): string[] {
  return pairsOf(emit).map(({ type, from, to }) => typeUpcastName(type.name, from, to));
}

/** `upcastMoneyV1ToV2`: what takes a version of a named type to a newer one, wherever the type is used. */
export function addTypeUpcasts(module: ModuleScope): void {
  const { emit } = module;
  for (const { type, from, to } of pairsOf(emit)) {
    const { versions } = named(emit.names.types, type.name);
    const stages = type.versions.slice(from - 1, to).flatMap(({ number, type: shape }): FusedStage[] => {
      if (shape.kind !== 'record') return [];
      return [{ number, shape, type: ref(numbered(versions, number).type, 'type') }];
    });
    const steps = (emit.plans.types.get(type.name) ?? []).slice(from - 1, to - 1);
    const body = fusedBody({ subject: type.name, stages, steps }, module);
    const parameters = [`${usesVariable(body, 'data') ? '' : '_'}data: ${stages[0]?.type ?? ''}`];
    if (needsOfSteps(steps, emit.plans).envelope) {
      parameters.push(`${usesVariable(body, 'envelope') ? '' : '_'}envelope: ${runtime.Envelope}`);
    }
    const signature = `export function ${typeUpcastName(type.name, from, to)}(${parameters.join(', ')}): ${stages.at(-1)?.type ?? ''}`;
    module.add(
      `${jsDoc({ text: `${type.name}: version ${from} to version ${to}.` })}${signature} {\n${indent(body)}\n}`,
    );
  }
}
