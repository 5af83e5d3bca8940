import { type Compilation, compileSources } from './compile.js';
import { checkConfig } from './config/check-config.js';
import type { Config } from './config/config.js';
import { compareDiagnostics, hasErrors } from './diagnostics/diagnostic.js';
import { createReporter } from './diagnostics/reporter.js';
import { readSourceFiles } from './source/read-source-files.js';
import type { SourceFile } from './source/source-file.js';

export type { Compilation } from './compile.js';
export type { Config, ImportExtension, Mode, TimestampForm } from './config/config.js';
export { defineConfig } from './config/define-config.js';
export type { DiagnosticCode } from './diagnostics/codes.js';
export type { Diagnostic, RelatedPlace, Severity } from './diagnostics/diagnostic.js';
export type { Span } from './diagnostics/span.js';
export type { EmittedFile } from './codegen/emitted-file.js';
export type {
  Aggregate,
  Context,
  Event,
  EventVersion,
  Model,
  NamedType,
  NamedTypeVersion,
  Projection,
  State,
} from './model/model.js';
export type { Field, Type, TypeKind } from './model/type.js';

/** A schema, by text or by bytes. Its path is what diagnostics and generated files call it. */
export type SchemaFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly bytes: Uint8Array };

export interface CompileRequest {
  readonly config?: Config;
  /** The schemas; where absent, those that the configuration's patterns mean are read from disk. */
  readonly files?: readonly SchemaFile[];
  /** What the configuration's paths are relative to; the working directory of the process by default. */
  readonly cwd?: string;
}

/**
 * Compiles schemas. Writes nothing and prints nothing; a mistake in a schema or in the configuration is a diagnostic,
 * not an exception.
 *
 * ```ts
 * const { files, diagnostics } = compile({ files: [{ path: 'shop.varve.yaml', text }] });
 * ```
 */
export function compile({ config: given = {}, files, cwd = process.cwd() }: CompileRequest = {}): Compilation {
  const reporter = createReporter();
  const config = checkConfig(given, { path: 'varve.config', text: undefined, cwd }, reporter);
  if (config === undefined) return { files: [], diagnostics: reporter.diagnostics, model: { contexts: [] } };
  const sources = files?.map(toSourceFile) ?? readSourceFiles(config.schemas, cwd, reporter);
  const compilation = compileSources(sources, config);
  const unread = reporter.diagnostics;
  if (unread.length === 0) return compilation;
  return {
    ...compilation,
    files: hasErrors(unread) ? [] : compilation.files,
    diagnostics: [...unread, ...compilation.diagnostics].sort(compareDiagnostics),
  };
}

function toSourceFile(file: SchemaFile): SourceFile {
  return { path: file.path, bytes: 'bytes' in file ? file.bytes : new TextEncoder().encode(file.text) };
}
