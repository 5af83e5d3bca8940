/**
 * The tsconfig.json of a new project: every strict flag that generated code compiles under, but `isolatedDeclarations`,
 * which would ask a type of whatever the project itself exports. `verbatimModuleSyntax` needs ECMAScript modules.
 */
export function projectTsconfig(isModule: boolean): string {
  const compilerOptions = {
    target: 'ES2022',
    // `DOM` for `console` and `crypto`, which Node has too; not needed where @types/node is installed.
    lib: ['ES2023', 'DOM'],
    module: 'NodeNext',
    rootDir: '.',
    outDir: 'dist',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    ...(isModule ? { verbatimModuleSyntax: true } : {}),
    erasableSyntaxOnly: true,
    skipLibCheck: true,
  };
  const text = JSON.stringify({ compilerOptions, include: ['src', 'generated'] }, undefined, 2);
  const inOneLine = text.replaceAll(
    /\[\s*([^\]]*?)\s*\]/gu,
    (_, items: string) => `[${items.replaceAll(/\s+/gu, ' ')}]`,
  );
  return `${inOneLine}\n`;
}
