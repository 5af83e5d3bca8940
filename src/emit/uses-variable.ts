/** Whether the body of a generated function uses a parameter or variable of the name. */
export function usesVariable(body: string, name: string): boolean {
  const code = body.replace(/'(?:[^'\\]|\\.)*'/gu, "''");
  return new RegExp(`(?<![\\w$.])${name}(?![\\w$]|: )`, 'u').test(code);
}
