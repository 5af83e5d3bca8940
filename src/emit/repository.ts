import type { EmittedFile } from '../codegen/emitted-file.js';
import type { GeneratedFile } from '../codegen/generated-file.js';
import { docText, jsDoc } from '../codegen/js-doc.js';
import { stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import { renderTemplate } from '../codegen/template.js';
import { addCheck } from './check-text.js';
import { customEvents } from './custom-events.js';
import { hasCustomSteps } from './custom-steps.js';
import { type EmitAggregate, openFile } from './emit-input.js';
import { hasCustomDowncasts } from './event-downcasts.js';
import { formatIdText, idOfText } from './id-text.js';
import { createModuleScope, type ModuleScope } from './module-scope.js';
import { named, numbered, ref } from './names.js';
import { typeText } from './type-text.js';

/** What the template shows; every member is code already. */
interface RepositoryView {
  readonly name: string;
  readonly definition: string;
  readonly definitionDoc: string;
  readonly aggregateDoc: string;
  readonly hasReducers: boolean;
  readonly hasSteps: boolean;
  readonly hasDowncasts: boolean;
  readonly isOptional: boolean;
  readonly reducers: string;
  readonly customSteps: string;
  readonly customDowncasts: string;
  readonly aggregate: string;
  readonly define: string;
  readonly runtimeAggregate: string;
  readonly defineAggregate: string;
  readonly snapshotRevision: string;
  readonly id: string;
  readonly state: string;
  readonly writableEvent: string;
  readonly event: string;
  readonly nameLiteral: string;
  readonly category: string;
  readonly prefix: string;
  readonly suffix: string;
  /** With what it is given, where it is given something. */
  readonly codec: string;
  readonly initialState: string;
  readonly reduce: string;
  readonly snapshot: string;
  readonly formatId: string;
  readonly parseId: string;
}

/** `shop/cart/repository.ts`: what a user defines a cart with. */
export function emitRepository(emit: EmitAggregate): EmittedFile {
  const { aggregate, own } = emit;
  const file = openFile(emit, own.paths.repository, aggregate.source);
  const hasReducers = customEvents(aggregate).length > 0;
  const hasSteps = hasCustomSteps(aggregate, emit.plans);
  const hasDowncasts = hasCustomDowncasts(emit);
  const given = [...(hasSteps ? ['definition.upcast'] : []), ...(hasDowncasts ? ['definition.downcast'] : [])];
  const check = idCheck(file, emit);
  const view: RepositoryView = {
    name: docText({ text: aggregate.name }),
    definition: own.definition.name,
    definitionDoc: jsDoc({ text: `What the schema of ${aggregate.name} leaves to TypeScript.` }),
    aggregateDoc: jsDoc({
      text: aggregate.annotations.description ?? `Defines ${aggregate.name}.`,
      deprecated: aggregate.annotations.deprecated,
    }),
    hasReducers,
    hasSteps,
    hasDowncasts,
    isOptional: !hasReducers && given.length === 0,
    reducers: ref(own.reducers),
    customSteps: ref(own.customSteps),
    customDowncasts: ref(own.customDowncasts),
    aggregate: own.aggregate.name,
    define: own.define.name,
    runtimeAggregate: runtime.Aggregate,
    defineAggregate: runtime.defineAggregate,
    snapshotRevision: runtime.snapshotRevision,
    id: typeText(aggregate.id, emit),
    state: ref(own.state),
    writableEvent: ref(own.writableEvent),
    event: ref(own.event),
    nameLiteral: stringLiteral(aggregate.name),
    category: stringLiteral(aggregate.stream.category),
    prefix: stringLiteral(aggregate.stream.prefix),
    suffix: stringLiteral(aggregate.stream.suffix),
    codec: ref(own.codec) + (given.length === 0 ? '' : `(${given.join(', ')})`),
    initialState: ref(own.initialState),
    reduce: ref(own.reduce),
    snapshot: ref(own.snapshot),
    formatId: formatIdText(aggregate.id, check.text, emit),
    parseId: idOfText('text', aggregate.id, emit).text,
  };
  file.local(own.definition.name, own.aggregate.name, own.define.name, 'definition', 'state', 'event', 'id', 'text');
  file.add(renderTemplate('repository/repository', view));
  check.module?.close();
  return file.close();
}

interface IdCheck {
  /** The name of the id's type and its check, as arguments. */
  readonly text: string;
  /** Of a type without a name: what checks it, to be written into this file. */
  readonly module?: ModuleScope;
}

function idCheck(file: GeneratedFile, emit: EmitAggregate): IdCheck {
  const { id, name } = emit.aggregate;
  if (id.kind === 'reference' && id.refinement === undefined) {
    const { type, check } = numbered(named(emit.names.types, id.name).versions, id.version);
    return { text: `${stringLiteral(type.name)}, ${ref(check)}` };
  }
  const module = createModuleScope(file, emit, []);
  const check = module.declare('checkId');
  addCheck(id, { name: check, subject: 'id', exported: false }, module);
  return { text: `${stringLiteral(`id of ${name}`)}, ${check}`, module };
}
