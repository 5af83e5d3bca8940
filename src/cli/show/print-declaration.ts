import { documentedJsonSchemaOf } from '../../emit/json-schema.js';
import type { EmitOptions } from '../../emit/emit-options.js';
import { contextNames } from '../../emit/names.js';
import { typeDeclarations } from '../../emit/type-declarations.js';
import type { Plans } from '../../evolution/plans.js';
import { declaredShape } from './declared-shape.js';
import { describeDeclaration } from './describe-declaration.js';
import type { Declaration } from '../../model/find-declaration.js';
import type { Form } from './forms.js';
import { printYaml } from './print-yaml.js';

/** A declaration, resolved, as a text of its own. */
export interface PrintedDeclaration {
  readonly text: string;
  /** What `--format json` gives. */
  readonly data: Readonly<Record<string, unknown>>;
}

export function printDeclaration(
  declaration: Declaration,
  form: Form,
  plans: Plans,
  options: EmitOptions,
): PrintedDeclaration {
  const { title, content } = describeDeclaration(declaration, plans);
  const { context } = declaration;
  switch (form) {
    case 'yaml':
      return { text: `# ${title}\n${printYaml(content)}`, data: { title, shape: content } };
    case 'json-schema': {
      const shape = declaredShape(declaration);
      const type = declaration.kind === 'type' ? declaration.version.type : shape.type;
      const schema = documentedJsonSchemaOf(type, shape.title, shape.annotations, context);
      return { text: `${printJson(schema)}\n`, data: { title, jsonSchema: schema } };
    }
    case 'typescript': {
      const shape = declaredShape(declaration);
      const { name, annotations, type } = shape;
      const declared = type.kind === 'record' ? { name, annotations, type } : type;
      const text = typeDeclarations(declared, { context, plans, names: contextNames(context), options });
      return { text, data: { title, typescript: text } };
    }
  }
}

/** What acts on a terminal, or turns the direction of what is read, stands in texts alone and may be escaped there. */
function printJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
