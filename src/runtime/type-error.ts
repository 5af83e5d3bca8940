/** What a misuse of a type is told: the compiler prints the sentence. No value has this type. */
export interface VarveTypeError<Sentence extends string> {
  readonly __varveTypeError: Sentence;
}

/** The custom steps of an aggregate whose schema has none: `{}` fits, and any member is told why it does not. */
export type NoCustomSteps<Name extends string> = Readonly<
  Record<string, VarveTypeError<`no step of ${Name} is custom in its schema`>>
>;

/** The custom reducers of an aggregate whose schema has none. */
export type NoCustomReducers<Name extends string> = Readonly<
  Record<string, VarveTypeError<`no reducer of ${Name} is custom in its schema`>>
>;

/** The custom handlers of a projection whose schema has none. */
export type NoCustomHandlers<Name extends string> = Readonly<
  Record<string, VarveTypeError<`no handler of ${Name} is custom in its schema`>>
>;
