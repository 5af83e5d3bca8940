/** A day on which the bank's schema changed, and what is expected of `varve` on that day. */
export interface Day {
  /** Below `days/`. */
  readonly folder: string;
  readonly title: string;
  /** The aggregates whose snapshots the change makes void. */
  readonly void: readonly string[];
  /** The projections that the change makes rebuild. */
  readonly rebuild: readonly string[];
  /** One character of a block that is released already, which nobody may change. */
  readonly edit?: Edit;
}

export interface Edit {
  /** Once in the schema. */
  readonly from: string;
  readonly to: string;
}

export const days: readonly Day[] = [
  { folder: '0-first-day', title: 'The bank opens', void: [], rebuild: [] },
  {
    folder: '1-rename',
    title: '`sum` becomes `amount`, and DepositMade becomes MoneyDeposited',
    void: ['Account'],
    rebuild: ['Balances', 'Spending'],
    edit: { from: '{ month: string }', to: '{ months: string }' },
  },
  {
    folder: '2-money',
    title: 'An amount becomes money, which has a currency',
    void: ['Account'],
    rebuild: ['Balances', 'Spending'],
    edit: { from: '            fields: { sum: Cents }', to: '            fields: { sun: Cents }' },
  },
  {
    folder: '3-segments',
    title: 'Students and trainees become one segment',
    void: ['Customer'],
    rebuild: ['Segments'],
    edit: { from: '[EUR, USD]', to: '[EUR, USB]' },
  },
  {
    folder: '4-tags',
    title: 'A reason becomes a list of tags',
    void: ['Account'],
    rebuild: ['Balances', 'Spending'],
    edit: { from: 'segment: [private, student,', to: 'segment: [private, studend,' },
  },
  {
    folder: '5-split',
    title: 'A visit to a cash machine becomes a withdrawal and a fee',
    void: ['Account'],
    rebuild: ['Balances', 'Spending'],
    edit: { from: 'long, min: 1,', to: 'long, min: 2,' },
  },
  {
    folder: '6-tax-number',
    title: 'The tax number goes',
    void: ['Customer'],
    rebuild: ['Segments'],
    edit: { from: 'where: string # as', to: 'there: string # as' },
  },
  {
    folder: '7-country',
    title: 'A place becomes a country, by a step that is written by hand',
    void: ['Account'],
    rebuild: ['Balances', 'Spending'],
    edit: { from: 'fee: Cents? # still', to: 'fee: Cents # still' },
  },
  {
    folder: '8-retired',
    title: 'Statements and newsletters retire',
    void: ['Customer'],
    rebuild: [],
    edit: { from: 'country: { type: Country | null', to: 'county: { type: Country | null' },
  },
];
