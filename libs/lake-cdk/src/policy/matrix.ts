import type { Statement } from './statements.ts';

/** A stack's name and what stands in its statements for the dataset, so that all datasets read alike. */
export interface MatrixSource {
  readonly statements: readonly Statement[];
  /** Undefined: the lake's own. */
  readonly datasetId: string | undefined;
  readonly account: string;
  readonly region: string;
}

/** Statements in the words of the page: no account, no region, no dataset, no digest. */
export function generalised({ statements, datasetId, account, region }: MatrixSource): readonly Statement[] {
  const dataset = new RegExp(`(?<![a-z0-9_])${datasetId ?? '$^'}(?![a-z0-9_])`, 'g');
  const general = (value: string) =>
    value
      // First of all: eight digits of a digest may look like what comes next.
      .replaceAll(/\b[0-9a-f]{64}\b/g, '<asset>')
      // CDK ends a logical id with eight characters that say where in the tree it stands.
      .replaceAll(/[0-9A-F]{8}(?=[>.])/g, '')
      .replaceAll('arn:<AWS::Partition>:', '')
      .replaceAll(`:${region}:${account}:`, ':')
      .replaceAll(`-${account}-${region}`, '')
      .replaceAll(account, '<account>')
      .replaceAll(region, '<region>')
      .replace(/^s3:::/, '')
      .replaceAll(dataset, '<dataset>');
  const all = (values: readonly string[]) => values.map(general);
  return statements.map((statement) => ({
    ...statement,
    principals: all(statement.principals),
    resources: all(statement.resources),
    conditions: all(statement.conditions),
  }));
}

/** Who may do what on which resource: one section per actor, one row per statement. */
export function renderMatrix(lake: readonly Statement[], dataset: readonly Statement[]): string {
  const holders = (statements: readonly Statement[], kind: Statement['kind']) => [
    ...new Set(statements.filter((statement) => statement.kind === kind).map(({ holder }) => holder)),
  ];
  const section = (title: string, statements: readonly Statement[], holder: string) => {
    const own = statements.filter((statement) => statement.holder === holder);
    const trust = own
      .filter(({ kind }) => kind === 'trust')
      .flatMap(({ principals, conditions }) => [...principals, ...conditions]);
    const rows = own.filter(({ kind }) => kind !== 'trust');
    return [
      `### ${title}`,
      ...(trust.length === 0 ? [] : [`Taken by ${trust.map(code).join(', ')}.`]),
      '| what for | may | on | only where |',
      '|---|---|---|---|',
      ...rows.map(
        ({ sid, effect, principals, actions, resources, conditions }) =>
          `| ${sid === '' ? unnamed(effect) : sid}${
            effect === 'Deny' ? ' ' + '(**denied**)' : ''
          }${principals.length === 0 ? '' : `: ${cells(principals)}`} | ${cells(actions)} | ${cells(resources)} | ${cells(conditions)} |`,
      ),
      '',
    ].join('\n');
  };
  return [
    ...holders(dataset, 'permission').map((holder) =>
      section(holder.replace(/Role$/, '').toLowerCase(), dataset, holder),
    ),
    ...holders(dataset, 'guard').map((holder) => section(`guard of ${bare(holder)}`, dataset, holder)),
    ...holders(lake, 'guard').map((holder) => section(`guard of ${bare(holder)} (lake)`, lake, holder)),
  ].join('\n');
}

/** What the CDK itself writes has no name: TLS alone, and the account's hold on its key. */
const unnamed = (effect: Statement['effect']) => (effect === 'Deny' ? 'TlsOnly' : 'Administration');
const bare = (holder: string) => holder.replaceAll(/[<>]/g, '');
const code = (value: string) => `\`${value}\``;
const cells = (values: readonly string[]) => values.map((value) => code(value.replaceAll('|', '\\|'))).join('<br>');
