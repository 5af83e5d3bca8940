const steps = {
  'MoneyWithdrawn@2.amount'(data: { readonly amount: string }): bigint {
    return BigInt(data.amount);
  },
};

export const define = (withSteps: (upcast: typeof steps) => void): void => withSteps(steps);
