/**
 * Does something that makes many errors which nobody is shown: to note for each where it was made takes longer than all
 * the rest. What ends in an error is done again with traces, for whoever has to find out why.
 */
export function withoutTraces<Made>(make: () => Made): Made {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } catch {
    Error.stackTraceLimit = limit;
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
