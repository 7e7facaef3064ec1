/** The line that every generated file begins with, where its format has comments. */
export function generatedLine(dataset: string): string {
  return (
    `Generated from contracts/${dataset}/contract.json: do not edit; run \`npx sluice contract ` +
    `generate ${dataset}\`.`
  );
}
