/** Whether a text can be the id of a dataset: a letter, then 1 to 39 letters, digits or underscores. */
export function isDatasetId(text: string): boolean {
  return /^[a-z][a-z0-9_]{1,39}$/.test(text);
}

/** Whether a text can be the name of the team that answers for a dataset: lower-case letters, digits and hyphens. */
export function isTeamName(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,62}$/.test(text);
}
