import { indent } from '../codegen/layout.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { RecordType } from '../model/type.js';
import { addCheck } from './check-text.js';
import { addJsonText } from './json-text.js';
import { addLower } from './lower-text.js';
import type { ModuleScope } from './module-scope.js';
import { addRevive } from './revive-text.js';
import { isConverted, storedText } from './stored-form.js';

export interface RecordCodec {
  /** What functions are named for: `ItemAddedV1`. */
  readonly subject: string;
  readonly shape: RecordType;
  /** Its type in TypeScript. */
  readonly typed: string;
  readonly reads: boolean;
  /** As JSON text, as the value that the text is of, or as that value with JSON for each member. */
  readonly writes: 'text' | 'value' | 'row' | undefined;
  /** A check of the shape that is there already. */
  readonly check?: string | undefined;
}

export interface RecordCodecNames {
  /** `(json: unknown) => ItemAddedV1`; throws InvalidData. Only where `reads`. */
  readonly parse: string;
  /** `(data: unknown) => string`, or what is of that string; throws InvalidData. Only where `writes`. */
  readonly write: string;
  /** `(value: unknown) => Problem | undefined`, of the stored form. */
  readonly check: string;
  /** The typed value, of an expression of a stored one that is right. Only where `reads`. */
  readonly revived: (stored: string) => string;
}

/** The functions that check a record and turn it from JSON as stored into its TypeScript form, or into JSON text. */
export function addRecordCodec(codec: RecordCodec, module: ModuleScope): RecordCodecNames {
  const { subject, shape, typed, reads, writes } = codec;
  const check = codec.check ?? module.declare(`check${subject}`);
  const parse = reads ? module.declare(`parse${subject}`) : '';
  const write = writes === undefined ? '' : module.declare(`${writes === 'text' ? 'write' : 'store'}${subject}`);
  if (codec.check === undefined) addCheck(shape, { name: check, subject, exported: false }, module);
  const converted = isConverted(shape, module.emit);
  let revived = (stored: string): string => `${runtime.parsed}<${typed}>(undefined, ${stored})`;
  if (reads && converted) revived = addConvertedParse(codec, check, parse, module);
  if (reads && !converted) {
    addFunction(parse, 'json: unknown', typed, `return ${runtime.parsed}<${typed}>(${check}(json), json);`, module);
  }
  if (writes !== undefined) addWrite(codec, writes, check, write, module);
  return { parse, write, check, revived };
}

function addWrite(
  { subject, shape }: RecordCodec,
  form: 'text' | 'value' | 'row',
  check: string,
  write: string,
  module: ModuleScope,
): void {
  const converted = isConverted(shape, module.emit);
  const lower = converted ? module.declare(`lower${subject}`) : '';
  const given = converted ? 'json' : 'data';
  const type = form === 'row' ? runtime.StoredRow : runtime.StoredData;
  const checked = `${runtime.parsed}<${type}>(${check}(${given}), ${given})`;
  const lines = [
    ...(converted ? [`const json = ${lower}(data);`] : []),
    `return ${form === 'text' ? `${addJsonText(shape, subject, module)}(${checked})` : checked};`,
  ];
  addFunction(write, 'data: unknown', form === 'text' ? 'string' : type, lines.join('\n'), module);
  if (converted) addLower(shape, { name: lower, exported: false }, module);
}

function addConvertedParse(
  { subject, shape, typed }: RecordCodec,
  check: string,
  parse: string,
  module: ModuleScope,
): RecordCodecNames['revived'] {
  const stored = module.declare(`${subject}Json`);
  const revive = module.declare(`revive${subject}`);
  module.add(`type ${stored} = ${storedText(shape, module.emit)};`);
  addFunction(
    parse,
    'json: unknown',
    typed,
    `return ${revive}(${runtime.parsed}<${stored}>(${check}(json), json));`,
    module,
  );
  addRevive(shape, { name: revive, from: stored, to: typed, branded: false, exported: false }, module);
  return (value) => `${revive}(${runtime.parsed}<${stored}>(undefined, ${value}))`;
}

function addFunction(name: string, parameter: string, returns: string, body: string, module: ModuleScope): void {
  module.add(`function ${name}(${parameter}): ${returns} {\n${indent(body)}\n}`);
}
