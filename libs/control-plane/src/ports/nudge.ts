/** Wakes a Lambda up before its schedule does. Best effort: whoever nudges has nothing to lose when it fails. */
export interface Nudge {
  nudge(functionName: string, why: string): Promise<void>;
}
