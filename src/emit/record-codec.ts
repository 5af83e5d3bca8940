import { indent } from '../codegen/layout.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { RecordType } from '../model/type.js';
import { addCheck } from './check-text.js';
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
  readonly writes: boolean;
  /** A check of the shape that is there already. */
  readonly check?: string | undefined;
}

export interface RecordCodecNames {
  /** `(json: unknown) => ItemAddedV1`; throws InvalidData. Only where `reads`. */
  readonly parse: string;
  /** `(data: unknown) => string`; throws InvalidData. Only where `writes`. */
  readonly write: string;
}

/** The functions that check a record and turn it from JSON as stored into its TypeScript form, or into JSON text. */
export function addRecordCodec(codec: RecordCodec, module: ModuleScope): RecordCodecNames {
  const { subject, shape, typed, reads, writes } = codec;
  const check = codec.check ?? module.declare(`check${subject}`);
  const names = {
    parse: reads ? module.declare(`parse${subject}`) : '',
    write: writes ? module.declare(`write${subject}`) : '',
  };
  if (codec.check === undefined) addCheck(shape, { name: check, subject, exported: false }, module);
  const converted = isConverted(shape, module.emit);
  if (reads && converted) addConvertedParse(codec, check, names.parse, module);
  if (reads && !converted) {
    addFunction(
      names.parse,
      'json: unknown',
      typed,
      `return ${runtime.parsed}<${typed}>(${check}(json), json);`,
      module,
    );
  }
  if (writes && converted) {
    const lower = module.declare(`lower${subject}`);
    const body = `const json = ${lower}(data);\nreturn JSON.stringify(${runtime.parsed}<unknown>(${check}(json), json));`;
    addFunction(names.write, 'data: unknown', 'string', body, module);
    addLower(shape, { name: lower, exported: false }, module);
  }
  if (writes && !converted) {
    const body = `return JSON.stringify(${runtime.parsed}<unknown>(${check}(data), data));`;
    addFunction(names.write, 'data: unknown', 'string', body, module);
  }
  return names;
}

function addConvertedParse(
  { subject, shape, typed }: RecordCodec,
  check: string,
  parse: string,
  module: ModuleScope,
): void {
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
}

function addFunction(name: string, parameter: string, returns: string, body: string, module: ModuleScope): void {
  module.add(`function ${name}(${parameter}): ${returns} {\n${indent(body)}\n}`);
}
